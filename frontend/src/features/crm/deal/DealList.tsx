import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { countQuery, listQuery } from '@/shared/api/list'
import { useCan, useMe, useOpenFields } from '@/shared/api/me'
import { ApiProblem } from '@/shared/api/problem'
import type { Deal, Pipeline, Stage } from '@/shared/api/types'
import { editableAmount, parseAmount } from '@/shared/i18n/amount'
import { useFormat, type Format } from '@/shared/i18n/format'
import type { ListSearch } from '@/shared/lib/search'
import { LateBulkBar } from '@/shared/ui/bulk/LateBulkBar'
import { DataGrid } from '@/shared/ui/DataGrid'
import { ExportButton } from '@/shared/ui/export/LateExport'
import type { GridColumn } from '@/shared/ui/grid/types'
import { shownIds } from '@/shared/ui/grid/useColumns'
import { useSelection } from '@/shared/ui/grid/useSelection'
import { ImportButton } from '@/shared/ui/ImportButton'
import { useOwnColumns } from '@/shared/ui/own/useOwnColumns'
import { StatusDot } from '@/shared/ui/StatusDot'
import type { ViewState } from '@/shared/ui/views/useViewState'
import { useSaveDeal } from './dealQuery'
import { expectedOf } from './expected'
import classes from './DealList.module.css'
import type { Mover } from './useMoveDeal'
import { statusTone } from './status'

interface DealListProps {
  pipelines: Pipeline[]
  search: ListSearch
  views: ViewState
  onSort: (sort: string | undefined) => void
  toolbar: ReactNode
  empty: ReactNode
  mover: Mover
}

/** The deals as a list that is sorted, filtered and edited in place. */
export function DealList({ pipelines, search, views, onSort, toolbar, empty, mover }: DealListProps) {
  const { t } = useTranslation('deal')
  const { slug } = useMe().tenant
  const own = useOwnColumns<Deal>('deals', 'deal', useSaveDeal())
  const query = useInfiniteQuery(listQuery('/deals', search, own.extra))
  const total = useQuery(countQuery('/deals', search)).data
  const standard = useDealColumns(pipelines, mover)
  const columns = useMemo(() => [...standard, ...own.columns], [standard, own.columns])
  const can = useCan()
  const may = can('changeset', 'create')
  const shown = () => shownIds('deals', columns, views.layout)
  const tools = <>{toolbar}<ImportButton />{can('deal', 'export') ? <ExportButton list="/deals" search={search} total={total} columns={shown} /> : null}</>
  const question = { q: search.q, filter: search.filter, where: search.where }
  const selection = useSelection(question)
  const stages = useMemo(() => stagesToChoose(pipelines).map((s) => ({ ...s, lost: pipelines.some((p) => p.stages.some((x) => x.id === s.value && x.kind === 'lost')) })), [pipelines])
  return (
    <>
      <DataGrid id="deals" label={t('deal:title')} columns={columns} query={query} total={total} href={(d) => `/${slug}/deals/${d.id}`} selection={may ? selection : undefined} nameOf={(d) => d.name}
        sort={search.sort} onSort={onSort} onShown={own.onShown} layout={views.layout} onLayout={views.onLayout} toolbar={tools} empty={empty} />
      <LateBulkBar object="deal" selection={selection} total={total} question={question} sort={search.sort} columns={shown} stages={stages} />
    </>
  )
}

/** The stages that deals can be put into; of several pipelines each with its pipeline's name. */
const stagesToChoose = (pipelines: Pipeline[]) => pipelines.flatMap((p) => p.stages.filter((s) => !s.closed).map((s) => ({ value: s.id, label: pipelines.length > 1 ? `${p.name}: ${s.name}` : s.name })))

function useDealColumns(pipelines: Pipeline[], { move }: Mover): GridColumn<Deal>[] {
  const { t } = useTranslation('deal')
  const format = useFormat()
  const may = useCan()('deal', 'update')
  const open = useOpenFields('deal')
  const save = useSaveDeal()
  return useMemo(() => {
    const stages = pipelines.flatMap((p) => p.stages)
    const columns: GridColumn<Deal>[] = [
      { id: 'name', label: t('deal:field.name'), sort: 'name', width: 240, cell: (d) => <span className="k-clip">{d.name}</span>, edit: { value: (d) => d.name, save: (d, name) => save(d, { name }) } },
      { id: 'company', label: t('deal:field.company'), width: 180, cell: (d) => d.companyName, card: true },
      { id: 'value', label: t('deal:field.value'), sort: 'value', align: 'end', width: 140, card: true, cell: (d) => format.money(d.value), edit: { value: (d) => amountText(d, format), save: async (d, text) => save(d, { value: amountOf(d, text, t('deal:field.value')) }) } },
      {
        id: 'stage', label: t('deal:field.stage'), width: 150, card: true, cell: (d) => d.stageName,
        edit: { type: 'choice', options: stagesToChoose(pipelines), value: (d) => d.stageId, save: (d, id) => moveTo(move, d, stages.find((s) => s.id === id)) },
      },
      { id: 'expectedOn', label: t('deal:field.expectedOn'), sort: 'expectedOn', width: 240, card: true, cell: (d) => <ExpectedCell deal={d} />, edit: { type: 'date', value: (d) => d.expectedOn ?? '', save: (d, day) => save(d, { expectedOn: day || null }) } },
      { id: 'owner', label: t('deal:field.owner'), width: 160, cell: (d) => d.ownerName },
      { id: 'status', label: t('deal:field.status'), width: 110, cell: (d) => <StatusDot tone={statusTone[d.status]}>{t(`deal:status.${d.status}`)}</StatusDot> },
      { id: 'nextTask', label: t('deal:next.label'), width: 200, hidden: true, cell: (d) => d.nextTask?.title ?? (d.status === 'open' ? <StatusDot tone="warn">{t('deal:next.none')}</StatusDot> : null) },
      { id: 'lostReason', label: t('deal:field.lostReason'), width: 180, hidden: true, cell: (d) => d.lostReason },
      { id: 'createdAt', label: t('deal:field.createdAt'), sort: 'createdAt', width: 130, hidden: true, cell: (d) => format.date(d.createdAt) },
      { id: 'updatedAt', label: t('deal:field.updatedAt'), sort: 'updatedAt', width: 130, hidden: true, cell: (d) => format.date(d.updatedAt) },
    ]
    return columns.filter((c) => open.sees(c.id)).map((c) => (may && open.fills(c.id) ? c : { ...c, edit: undefined }))
    // eslint-disable-next-line react/exhaustive-deps -- save and move are made anew each time but do the same
  }, [t, format, pipelines, may, open])
}

async function moveTo(move: Mover['move'], deal: Deal, stage: Stage | undefined) {
  if (stage) await move(deal, { stage })
}

const decimalOf = (format: Format) => format.number(0.5).replace(/\d/g, '').charAt(0)
const amountText = (deal: Deal, format: Format) => editableAmount(deal.value.amount, deal.value.currency, decimalOf(format))

/** What was typed, in the deal's own currency; words for what is no amount. */
function amountOf(deal: Deal, text: string, label: string) {
  const amount = text.trim() === '' ? 0 : parseAmount(text, deal.value.currency)
  if (amount === null) throw new ApiProblem({ status: 422, code: 'field.bad', params: { field: label } })
  return { ...deal.value, amount }
}

function ExpectedCell({ deal }: { deal: Deal }) {
  const { t } = useTranslation('deal')
  const expected = expectedOf(deal, t, useFormat())
  if (!expected) return null
  return expected.late ? <span className={classes.late} title={expected.late}>{expected.date} · {expected.late}</span> : expected.date
}
