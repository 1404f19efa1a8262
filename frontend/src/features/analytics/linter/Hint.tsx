import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/api/me'
import type { Finding, Fix } from '@/shared/api/typesLinter'
import { useFormat } from '@/shared/i18n/format'
import { onDemand } from '@/shared/lib/onDemand'
import classes from './Linter.module.css'
import { useDismissal } from './findingQuery'

const MergeDialog = onDemand(() => import('./MergeDialog').then((m) => m.MergeDialog), (p) => p.opened)

interface HintProps { finding: Finding; pipelineId: string; onEdit: (fix: Fix) => void; onMerge: (from: string, into: string) => Promise<unknown> }

/** What was found, in a sentence with its figures, some deals to look at, and what helps. */
export function Hint({ finding, pipelineId, onEdit, onMerge }: HintProps) {
  const { t } = useTranslation('linter')
  const say = useSentence()
  const { restore } = useDismissal(pipelineId)
  return (
    <li className={classes.hint}>
      <p>{say(finding)}</p>
      <Deals finding={finding} />
      {finding.dismissed
        ? <div className={classes.acts}><Button size="compact-sm" variant="default" onClick={() => restore(finding.key)}>{t('restore')}</Button></div>
        : <Acts finding={finding} pipelineId={pipelineId} onEdit={onEdit} onMerge={onMerge} />}
    </li>
  )
}

/** What was found, in words. */
function useSentence() {
  const { t } = useTranslation('linter')
  const format = useFormat()
  return ({ rule, stages, count, of, fix }: Finding) => t(of === 0 && rule === 'falling' ? 'rule.falling_open' : `rule.${rule}`, {
    a: stages[0]?.name, b: stages[1]?.name, names: stages.map((s) => s.name).join(', '), n: format.number(count), of: format.number(of),
    share: format.percent(of === 0 ? 0 : count / of), proposed: format.percent((fix.probability ?? 0) / 100),
  })
}

function Deals({ finding }: { finding: Finding }) {
  const { t } = useTranslation('linter')
  const { slug } = useMe().tenant
  if (finding.deals.length === 0) return null
  return (
    <p className={classes.dim}>
      {t('examples')}{' '}
      {finding.deals.map((d, i) => <span key={d.id}>{i > 0 ? ', ' : ''}<Link to="/$slug/deals/$id" params={{ slug, id: d.id }}>{d.name}</Link></span>)}
    </p>
  )
}

function Acts({ finding, pipelineId, onEdit, onMerge }: HintProps) {
  const { t } = useTranslation('linter')
  const [merging, setMerging] = useState(false)
  const { dismiss } = useDismissal(pipelineId)
  const { fix } = finding
  return (
    <div className={classes.acts}>
      {fix.kind === 'merge' ? <Button size="compact-sm" onClick={() => setMerging(true)}>{t('merge.look')}</Button> : null}
      {fix.kind === 'edit' ? <Button size="compact-sm" onClick={() => onEdit(fix)}>{t(finding.rule === 'exit_rule' || finding.rule === 'loop' ? 'edit.rule' : 'edit.stage')}</Button> : null}
      <Button size="compact-sm" variant="default" onClick={() => dismiss(finding.key, 30)}>{t('dismiss.days')}</Button>
      <Button size="compact-sm" variant="default" onClick={() => dismiss(finding.key, 0)}>{t('dismiss.good')}</Button>
      {fix.kind === 'merge' && fix.stageId && fix.intoId
        ? <MergeDialog opened={merging} pipelineId={pipelineId} from={fix.stageId} into={fix.intoId} onMerge={onMerge} onClose={() => setMerging(false)} /> : null}
    </div>
  )
}
