import { Button, Group, SegmentedControl } from '@mantine/core'
import { IconCalendar, IconLayoutKanban, IconList, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { onDemand } from '@/shared/lib/onDemand'
import { useCan } from '@/shared/api/me'
import type { Pipeline } from '@/shared/api/types'
import type { ListSearch } from '@/shared/lib/search'
import { useAddress } from '@/shared/lib/useAddress'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ImportButton } from '@/shared/ui/ImportButton'
import { PageHeader } from '@/shared/ui/PageHeader'
import { useViewState } from '@/shared/ui/views/useViewState'
import { Views } from '@/shared/ui/views/Views'
import { BoardTools, ListTools, type Choice, type DealsSearch, type ViewProps } from './DealTools'
import { DealBoard } from './DealBoard'
import { boardQuery, type BoardSearch } from './dealQuery'
import { useMoveDeal } from './useMoveDeal'
import { everyPipeline, usePipelineChoice } from './usePipelineChoice'

const AllPipelines = onDemand(() => import('./AllPipelines').then((m) => m.AllPipelines), () => true)

const DealList = onDemand(() => import('./DealList').then((m) => m.DealList), () => true)

const NewDeal = onDemand(() => import('./NewDeal').then((m) => m.NewDeal), (p) => p.opened)

interface DealsPageProps {
  pipelines: Pipeline[]
  /** The deals by the day on which they are expected. */
  calendar: (search: ListSearch) => ReactNode
}

/** The deals: a board of the pipeline's stages, a list, or a calendar. */
export function DealsPage({ pipelines, calendar }: DealsPageProps) {
  const { t } = useTranslation('deal')
  const [search, set] = useAddress<DealsSearch>()
  const views = useViews(search, set)
  const mover = useMoveDeal()
  const choice = usePipelineChoice(pipelines, search, set)
  const pipeline = pipelines.find((p) => p.id === choice.chosen) ?? pipelines[0]
  const stages = pipeline?.stages ?? []
  return (
    <>
      <PageHeader title={t('deal:title')} actions={<Actions search={search} set={set} />} />
      <Views state={views} />
      {search.view === undefined
        ? <BoardView pipelines={pipelines} search={search} set={set} views={views} mover={mover} {...choice} />
        : <ListView pipelines={pipelines} search={search} set={set} views={views} mover={mover} calendar={search.view === 'calendar' ? calendar : undefined} {...choice} />}
      {mover.dialog}
      <NewDeal opened={search.new === true && stages.length > 0} onClose={() => set({ new: undefined })} stages={stages} />
    </>
  )
}

type WithMover = ViewProps & Choice & { mover: ReturnType<typeof useMoveDeal> }

const pipelinePrefix = 'pipeline:is:'
const modes = { table: 'list', board: undefined, calendar: 'calendar', groups: undefined } as const

/** The views of deals. The pipeline that the address names is a part of what a view looks for. */
function useViews(search: DealsSearch, set: ViewProps['set']) {
  const { pipeline, filter = [] } = search
  const within = pipeline && pipeline !== everyPipeline ? { ...search, filter: [...filter, pipelinePrefix + pipeline] } : search
  const change = (changes: Partial<DealsSearch>) => {
    if (!('filter' in changes)) return set(changes)
    const rest = changes.filter?.filter((f) => !f.startsWith(pipelinePrefix)) ?? []
    return set({ ...changes, filter: rest.length > 0 ? rest : undefined, pipeline: changes.filter?.find((f) => f.startsWith(pipelinePrefix))?.slice(pipelinePrefix.length) })
  }
  const kind = search.view === 'list' ? 'table' : search.view ?? 'board'
  return useViewState({ object: 'deal', search: within, set: change, kind, onKind: (to) => ({ view: modes[to] }) as Partial<ListSearch> })
}

function BoardView({ pipelines, search, set, views, mover, ...choice }: WithMover) {
  const { q, filter, where } = search
  const all = choice.chosen === everyPipeline
  const pipelineId = all ? undefined : choice.chosen
  const narrowed = useMemo((): BoardSearch => ({ pipelineId, q, filter, where }), [pipelineId, q, filter, where])
  const query = useQuery({ ...boardQuery(narrowed), enabled: !all })
  if (all) return <><BoardTools pipelines={pipelines} search={search} set={set} views={views} {...choice} /><AllPipelines pipelines={pipelines} onOpen={choice.choose} /></>
  const empty = query.data?.columns.every((c) => c.count === 0) ?? false
  const asked = q !== undefined || filter !== undefined || where !== undefined
  return (
    <>
      <BoardTools pipelines={pipelines} search={search} set={set} views={views} {...choice} />
      {empty ? <Nothing asked={asked} set={set} /> : <DealBoard query={query} search={narrowed} mover={mover} />}
    </>
  )
}

function ListView({ pipelines, search, set, views, mover, calendar, ...choice }: WithMover & { calendar?: DealsPageProps['calendar'] }) {
  const one = pipelines.length > 1 && choice.chosen !== everyPipeline ? choice.chosen : undefined
  const asked = search.q !== undefined || one !== undefined || (search.filter?.length ?? 0) > 0 || search.where !== undefined
  const narrowed = useMemo(() => (one ? { ...search, filter: [...(search.filter ?? []), `pipeline:is:${one}`] } : search), [search, one])
  const toolbar = <ListTools pipelines={pipelines} search={search} set={set} views={views} {...choice} />
  if (calendar) return <><Group gap="xs" mb="sm">{toolbar}</Group>{calendar(narrowed)}</>
  return (
    <DealList pipelines={pipelines} search={narrowed} views={views} onSort={(sort) => set({ sort })} mover={mover}
      toolbar={toolbar} empty={<Nothing asked={asked} set={set} />} />
  )
}

/** No deals at all, or none that fit what was asked for. */
function Nothing({ asked, set }: { asked: boolean; set: ViewProps['set'] }) {
  const { t } = useTranslation('deal')
  const may = useCan()('deal', 'create')
  const icon = <IconLayoutKanban size={24} stroke={1.75} />
  if (asked) return <EmptyState icon={icon} title={t('deal:empty.nothingFits')} action={<Button variant="default" onClick={() => set({ q: undefined, filter: undefined, where: undefined })}>{t('common:filter.clear')}</Button>} />
  const action = may ? <Group gap="xs" justify="center"><Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => set({ new: true })}>{t('deal:new.title')}</Button><ImportButton /></Group> : undefined
  return <EmptyState icon={icon} title={t('deal:empty.title')} text={may ? t('deal:empty.text') : t('deal:empty.readOnly')} action={action} />
}

function Actions({ search, set }: Pick<ViewProps, 'search' | 'set'>) {
  const { t } = useTranslation('deal')
  const may = useCan()
  const views = [
    { value: 'board', label: <ViewLabel icon={<IconLayoutKanban size={16} aria-hidden />} text={t('deal:view.board')} /> },
    { value: 'list', label: <ViewLabel icon={<IconList size={16} aria-hidden />} text={t('deal:view.list')} /> },
    { value: 'calendar', label: <ViewLabel icon={<IconCalendar size={16} aria-hidden />} text={t('list:calendar')} /> },
  ]
  return (
    <>
      <SegmentedControl size="sm" aria-label={t('deal:view.label')} data={views} value={search.view ?? 'board'} onChange={(v) => set({ view: v === 'board' ? undefined : (v as 'list' | 'calendar') })} />
      {may('deal', 'create') ? <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => set({ new: true })}>{t('deal:new.title')}</Button> : null}
    </>
  )
}

const ViewLabel = ({ icon, text }: { icon: React.ReactNode; text: string }) => <span style={{ display: 'inline-flex', alignItems: 'center', gap: 6 }}>{icon}{text}</span>
