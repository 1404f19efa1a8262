import { Button, SegmentedControl } from '@mantine/core'
import { IconDownload, IconLayoutKanban, IconList, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { onDemand } from '@/shared/lib/onDemand'
import { api } from '@/shared/api/client'
import { useCan } from '@/shared/api/me'
import type { Pipeline } from '@/shared/api/types'
import { download } from '@/shared/lib/download'
import { useAddress } from '@/shared/lib/useAddress'
import { EmptyState } from '@/shared/ui/EmptyState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { complain } from '@/shared/ui/undoable'
import { BoardTools, ListTools, ownerIn, type Choice, type DealsSearch, type ViewProps } from './DealTools'
import { DealBoard } from './DealBoard'
import { boardQuery, type BoardSearch } from './dealQuery'
import { useMoveDeal } from './useMoveDeal'
import { everyPipeline, usePipelineChoice } from './usePipelineChoice'

const AllPipelines = onDemand(() => import('./AllPipelines').then((m) => m.AllPipelines), () => true)

const DealList = onDemand(() => import('./DealList').then((m) => m.DealList), () => true)

const NewDeal = onDemand(() => import('./NewDeal').then((m) => m.NewDeal), (p) => p.opened)

/** The deals: a board of the pipeline's stages, or a list. */
export function DealsPage({ pipelines }: { pipelines: Pipeline[] }) {
  const { t } = useTranslation('deal')
  const [search, set] = useAddress<DealsSearch>()
  const mover = useMoveDeal()
  const choice = usePipelineChoice(pipelines, search, set)
  const pipeline = pipelines.find((p) => p.id === choice.chosen) ?? pipelines[0]
  const stages = pipeline?.stages ?? []
  return (
    <>
      <PageHeader title={t('deal:title')} actions={<Actions search={search} set={set} />} />
      {search.view === 'list'
        ? <ListView pipelines={pipelines} search={search} set={set} mover={mover} {...choice} />
        : <BoardView pipelines={pipelines} search={search} set={set} mover={mover} {...choice} />}
      {mover.dialog}
      <NewDeal opened={search.new === true && stages.length > 0} onClose={() => set({ new: undefined })} stages={stages} />
    </>
  )
}

type WithMover = ViewProps & Choice & { mover: ReturnType<typeof useMoveDeal> }

function BoardView({ pipelines, search, set, mover, ...choice }: WithMover) {
  const owner = ownerIn(search.filter)
  const all = choice.chosen === everyPipeline
  const pipelineId = all ? undefined : choice.chosen
  const narrowed = useMemo((): BoardSearch => ({ pipelineId, q: search.q, owner }), [pipelineId, search.q, owner])
  const query = useQuery({ ...boardQuery(narrowed), enabled: !all })
  if (all) return <><BoardTools pipelines={pipelines} search={search} set={set} {...choice} /><AllPipelines pipelines={pipelines} onOpen={choice.choose} /></>
  const empty = query.data?.columns.every((c) => c.count === 0) ?? false
  const asked = narrowed.q !== undefined || narrowed.owner !== undefined
  return (
    <>
      <BoardTools pipelines={pipelines} search={search} set={set} {...choice} />
      {empty ? <Nothing asked={asked} set={set} /> : <DealBoard query={query} search={narrowed} mover={mover} />}
    </>
  )
}

function ListView({ pipelines, search, set, mover, ...choice }: WithMover) {
  const one = pipelines.length > 1 && choice.chosen !== everyPipeline ? choice.chosen : undefined
  const asked = search.q !== undefined || one !== undefined || (search.filter?.length ?? 0) > 0
  const narrowed = useMemo(() => (one ? { ...search, filter: [...(search.filter ?? []), `pipeline:is:${one}`] } : search), [search, one])
  return (
    <DealList pipelines={pipelines} search={narrowed} onSort={(sort) => set({ sort })} mover={mover}
      toolbar={<ListTools pipelines={pipelines} search={search} set={set} {...choice} />} empty={<Nothing asked={asked} set={set} />} />
  )
}

/** No deals at all, or none that fit what was asked for. */
function Nothing({ asked, set }: { asked: boolean; set: ViewProps['set'] }) {
  const { t } = useTranslation('deal')
  const may = useCan()('deal', 'create')
  const icon = <IconLayoutKanban size={24} stroke={1.75} />
  if (asked) return <EmptyState icon={icon} title={t('deal:empty.nothingFits')} action={<Button variant="default" onClick={() => set({ q: undefined, filter: undefined })}>{t('common:filter.clear')}</Button>} />
  const action = may ? <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => set({ new: true })}>{t('deal:new.title')}</Button> : undefined
  return <EmptyState icon={icon} title={t('deal:empty.title')} text={may ? t('deal:empty.text') : t('deal:empty.readOnly')} action={action} />
}

function Actions({ search, set }: Omit<ViewProps, 'pipelines'>) {
  const { t } = useTranslation('deal')
  const may = useCan()
  const views = [
    { value: 'board', label: <ViewLabel icon={<IconLayoutKanban size={16} aria-hidden />} text={t('deal:view.board')} /> },
    { value: 'list', label: <ViewLabel icon={<IconList size={16} aria-hidden />} text={t('deal:view.list')} /> },
  ]
  return (
    <>
      {search.view === 'list' && may('deal', 'export') ? <Export search={search} /> : null}
      <SegmentedControl size="sm" aria-label={t('deal:view.label')} data={views} value={search.view ?? 'board'} onChange={(v) => set({ view: v === 'list' ? 'list' : undefined })} />
      {may('deal', 'create') ? <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => set({ new: true })}>{t('deal:new.title')}</Button> : null}
    </>
  )
}

const ViewLabel = ({ icon, text }: { icon: React.ReactNode; text: string }) => <span style={{ display: 'inline-flex', alignItems: 'center', gap: 6 }}>{icon}{text}</span>

function Export({ search }: { search: DealsSearch }) {
  const { t } = useTranslation('deal')
  const [busy, setBusy] = useState(false)
  const fetchFile = () => {
    setBusy(true)
    api.get('/deals/export', { query: { q: search.q, sort: search.sort, filter: search.filter } })
      .then((file) => download(file, `${t('deal:exportFile')}.csv`), complain).finally(() => setBusy(false))
  }
  return <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} loading={busy} onClick={fetchFile}>{t('deal:export')}</Button>
}
