import { Button } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconGitMerge, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ownFieldsQuery } from '@/shared/api/fields'
import { useCan } from '@/shared/api/me'
import type { Stage } from '@/shared/api/types'
import type { UsedPipeline } from '@/shared/api/typesPipeline'
import { useFormat } from '@/shared/i18n/format'
import { onDemand } from '@/shared/lib/onDemand'
import { RowMenu } from '@/shared/ui/RowMenu'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { complain } from '@/shared/ui/undoable'
import { askedText } from './asks'
import classes from './Pipelines.module.css'
import { draftOf, placed, usePipelineSetup, useStanding } from './usePipelineSetup'

const PipelineDialog = onDemand(() => import('./PipelineDialog').then((m) => m.PipelineDialog), (p) => p.opened)
const StageDialog = onDemand(() => import('./StageDialog').then((m) => m.StageDialog), (p) => p.stage !== null)
const RemoveDialog = onDemand(() => import('./RemoveDialog').then((m) => m.RemoveDialog), (p) => p.gone !== null)

/** What drags is fetched apart. Nothing that can be pressed stands in for it: a menu opened there would close when the code comes. */
const StageOrder = lazy(async () => ({ default: (await import('./StageOrder')).StageOrder }))

/** What a page that knows how deals fared is told: what can be done with a pipeline, so that it can propose it. */
export interface HintsProps { pipeline: UsedPipeline; onEdit: (stage: Stage) => void; onMerge: (from: string, into: string) => Promise<unknown> }
interface PipelineCardProps { pipeline: UsedPipeline; pipelines: UsedPipeline[]; at: number; hints?: (props: HintsProps) => ReactNode; calls?: (pipeline: UsedPipeline) => ReactNode }

/** One pipeline: who uses it, its stages, and what can be done with it. */
export function PipelineCard({ pipeline, pipelines, at, hints, calls }: PipelineCardProps) {
  const { t } = useTranslation('pipeline')
  const setup = usePipelineSetup()
  const [editing, setEditing] = useState(false)
  const [stage, setStage] = useState<Stage | 'new' | null>(null)
  const [gone, setGone] = useState<Stage[] | null>(null)
  const closed = pipeline.stages.some((s) => s.closed)
  const move = (from: number, to: number) => {
    const name = pipeline.stages[from]?.name ?? ''
    setup.save(pipeline, { stages: placed(pipeline.stages, from, to).map(draftOf) }, t('stage.moved', { name, n: to + 1 })).catch(complain)
  }
  const merge = (from: string, into: string) => {
    const name = pipeline.stages.find((s) => s.id === from)?.name ?? ''
    return setup.save(pipeline, { stages: pipeline.stages.filter((s) => s.id !== from).map(draftOf), moves: [{ from, to: into }] }, t('removed', { name }))
  }
  return (
    <Section title={pipeline.name} text={closed ? t('closed') : [(pipeline.teams?.length ?? 0) > 0 ? t('teams.some', { count: pipeline.teams?.length }) : t('teams.all'), pipeline.mode === 'b2c' ? t('mode.b2c') : null].filter(Boolean).join(' · ')}
      actions={closed ? null : <PipelineMenu pipeline={pipeline} at={at} of={pipelines.length} onEdit={() => setEditing(true)} onRemove={() => setGone(pipeline.stages)} />}>
      <Suspense fallback={<ListSkeleton rows={6} height={44} />}>
        <StageOrder pipeline={pipeline} onMove={move}>
          {(one, index) => <StageRow stage={one} index={index} of={pipeline.stages.length} fixed={closed} onMove={move} onEdit={() => setStage(one)} onRemove={() => setGone([one])} />}
        </StageOrder>
      </Suspense>
      {closed ? null : <Button variant="default" size="sm" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setStage('new')}>{t('stage.new')}<span className="k-hidden">: {pipeline.name}</span></Button>}
      {closed || pipeline.mode !== 'b2c' ? null : calls?.(pipeline)}
      {closed ? null : hints?.({ pipeline, onEdit: setStage, onMerge: merge })}
      <PipelineDialog opened={editing} pipeline={pipeline} onClose={() => setEditing(false)} />
      <StageDialog pipeline={pipeline} stage={stage} onClose={() => setStage(null)} />
      <RemoveDialog pipeline={pipeline} pipelines={pipelines} gone={gone} onClose={() => setGone(null)} />
    </Section>
  )
}

interface PipelineMenuProps { pipeline: UsedPipeline; at: number; of: number; onEdit: () => void; onRemove: () => void }

function PipelineMenu({ pipeline, at, of, onEdit, onRemove }: PipelineMenuProps) {
  const { t } = useTranslation('pipeline')
  const can = useCan()
  const setup = usePipelineSetup()
  const put = (position: number) => { setup.save(pipeline, { position }, t('stage.moved', { name: pipeline.name, n: position + 1 })).catch(complain) }
  return (
    <RowMenu label={t('actions', { name: pipeline.name })} entries={[
      { label: t('edit'), icon: IconPencil, onClick: onEdit },
      at > 0 && { label: t('up'), icon: IconArrowUp, onClick: () => put(at - 1) },
      at < of - 1 && { label: t('down'), icon: IconArrowDown, onClick: () => put(at + 1) },
      of > 1 && can('pipeline', 'delete') && { label: t('remove.pipeline'), icon: IconTrash, danger: true, onClick: onRemove },
    ]} />
  )
}

interface StageRowProps { stage: Stage; index: number; of: number; fixed: boolean; onMove: (from: number, to: number) => void; onEdit: () => void; onRemove: () => void }

function StageRow({ stage, index, of, fixed, onMove, onEdit, onRemove }: StageRowProps) {
  const { t } = useTranslation(['pipeline', 'deal'])
  const format = useFormat()
  const deals = useStanding()(stage.id)
  const gate = stage.gate ?? []
  const { data: own = [] } = useQuery({ ...ownFieldsQuery('deal'), enabled: gate.some((f) => f.startsWith('custom.')) })
  const facts = [
    stage.kind === 'open' ? format.percent(stage.probability / 100) : t(`deal:status.${stage.kind}`),
    t('deal:board.count', { count: deals, n: format.number(deals) }),
    stage.rotDays ? t('stage.rots', { count: stage.rotDays }) : null,
  ].filter(Boolean).join(' · ')
  return (
    <>
      <div className={classes.text}>
        <b>{stage.name}</b>
        <span>{facts}</span>
        {gate.length > 0 ? <span>{t('stage.asks', { fields: gate.map((f) => askedText(t, f, own)).join(', ') })}</span> : null}
        {stage.exitRule ? <span>{stage.exitRule}</span> : null}
      </div>
      <RowMenu label={t('actions', { name: stage.name })} entries={fixed ? [] : [
        { label: t('stage.edit'), icon: IconPencil, onClick: onEdit },
        index > 0 && { label: t('up'), icon: IconArrowUp, onClick: () => onMove(index, index - 1) },
        index < of - 1 && { label: t('down'), icon: IconArrowDown, onClick: () => onMove(index, index + 1) },
        { label: t('remove.stage'), icon: IconGitMerge, danger: true, onClick: onRemove },
      ]} />
    </>
  )
}
