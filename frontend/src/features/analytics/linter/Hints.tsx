import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Stage } from '@/shared/api/types'
import type { UsedPipeline } from '@/shared/api/typesPipeline'
import type { Fix } from '@/shared/api/typesLinter'
import { useFormat } from '@/shared/i18n/format'
import { Hint } from './Hint'
import { findingsQuery } from './findingQuery'
import classes from './Linter.module.css'

export interface HintsProps { pipeline: UsedPipeline; onEdit: (stage: Stage) => void; onMerge: (from: string, into: string) => Promise<unknown> }

/** A stage with what is proposed for it. */
const proposed = (stage: Stage, { probability, rotDays }: Fix): Stage => ({ ...stage, probability: probability ?? stage.probability, rotDays: rotDays ?? stage.rotDays })

/** What could be simpler in a pipeline, for those who set it up. Nothing stands here when nothing was found. */
export function Hints({ pipeline, onEdit, onMerge }: HintsProps) {
  const { t } = useTranslation('linter')
  const format = useFormat()
  const title = useId()
  const { data } = useQuery(findingsQuery(pipeline.id))
  if (!data || data.items.length === 0) return null
  const edit = (fix: Fix) => {
    const stage = pipeline.stages.find((s) => s.id === fix.stageId)
    if (stage) onEdit(proposed(stage, fix))
  }
  const shown = data.items.filter((f) => !f.dismissed)
  const hidden = data.items.filter((f) => f.dismissed)
  return (
    <section className={classes.hints} aria-labelledby={title}>
      <h3 id={title}>{t('title')}<span className="k-hidden">: {pipeline.name}</span></h3>
      <p className={classes.dim}>{data.deals > 0 ? t('basis', { count: data.deals, n: format.number(data.deals) }) : t('noDeals')}</p>
      <ul className={classes.list}>{shown.map((f) => <Hint key={f.key} finding={f} pipelineId={pipeline.id} onEdit={edit} onMerge={onMerge} />)}</ul>
      {hidden.length > 0 ? (
        <details>
          <summary className={classes.dim}>{t('hiddenOnes', { count: hidden.length })}</summary>
          <ul className={classes.list}>{hidden.map((f) => <Hint key={f.key} finding={f} pipelineId={pipeline.id} onEdit={edit} onMerge={onMerge} />)}</ul>
        </details>
      ) : null}
    </section>
  )
}
