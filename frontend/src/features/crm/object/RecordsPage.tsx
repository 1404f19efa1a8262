import { Button } from '@mantine/core'
import { IconBox, IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan, useMe } from '@/shared/api/me'
import { objectsQuery } from '@/shared/api/objects'
import type { OwnValues } from '@/shared/api/typesField'
import type { ObjectRecord, OwnObject } from '@/shared/api/typesObject'
import { useFormat } from '@/shared/i18n/format'
import { onDemand } from '@/shared/lib/onDemand'
import { useAddress } from '@/shared/lib/useAddress'
import { useListReset } from '@/shared/lib/useListReset'
import { LateBulkBar } from '@/shared/ui/bulk/LateBulkBar'
import { DataGrid } from '@/shared/ui/DataGrid'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ExportButton } from '@/shared/ui/export/LateExport'
import { FilterBar } from '@/shared/ui/FilterBar'
import type { FilterField } from '@/shared/ui/filter/filters'
import type { GridColumn } from '@/shared/ui/grid/types'
import { useSelection } from '@/shared/ui/grid/useSelection'
import { shownIds } from '@/shared/ui/grid/useColumns'
import { lookOf, LookSwitch, LookView } from '@/shared/ui/looks/late'
import { useOwnColumns, useOwnFilters } from '@/shared/ui/own/useOwnColumns'
import { PageHeader } from '@/shared/ui/PageHeader'
import { SearchBox } from '@/shared/ui/SearchBox'
import { PageSkeleton } from '@/shared/ui/Skeletons'
import { useSegments, useViewState } from '@/shared/ui/views/useViewState'
import { Views } from '@/shared/ui/views/Views'
import { icons } from './icons'
import { recordsQuery, totalQuery, useRecordActs } from './objectQuery'

const NewRecord = onDemand(() => import('./NewRecord').then((m) => m.NewRecord), (p) => p.opened)

/** The records of a kind that the company has made. */
export function RecordsPage() {
  const { t } = useTranslation('object')
  const { object: id } = useParams({ strict: false }) as { object: string }
  const { data, error, refetch } = useQuery(objectsQuery())
  const object = data?.find((o) => o.id === id)
  if (object) return <List key={id} object={object} />
  if (data) return <><PageHeader title={t('title')} /><EmptyState icon={<IconBox size={24} stroke={1.75} />} title={t('gone')} text={t('goneText')} /></>
  return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageSkeleton />
}

function List({ object }: { object: OwnObject }) {
  const { t } = useTranslation('object')
  const { slug } = useMe().tenant
  const may = useCan()
  const [search, set] = useAddress()
  const views = useViewState({ object: object.code, objectId: object.id, search, set, ...lookOf(search) })
  const { save } = useRecordActs()
  const own = useOwnColumns<ObjectRecord>(`object.${object.id}`, object.code, save)
  const [given, setGiven] = useState<NonNullable<OwnValues['custom']>>()
  const query = useInfiniteQuery({ ...recordsQuery(object.id, search, own.extra), enabled: !search.look })
  const { data: total, error } = useQuery(totalQuery(object.id, search))
  const standard = useColumns()
  const columns = useMemo(() => [...standard, ...own.columns], [standard, own.columns])
  const filters = [...useFilters(), ...useOwnFilters(object.code), ...useSegments(views.all, t('list:segment'))]
  useListReset(query.error ?? error, set)
  const question = { q: search.q, filter: search.filter, where: search.where }
  const selection = useSelection(question)
  const adds = may('object_record', 'create') && object.state === 'active'
  const add = adds ? <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => set({ new: true })}>{t('newOf', { name: object.name })}</Button> : null
  const Icon = icons[object.icon]
  const nothing = search.q === undefined && search.filter === undefined && search.where === undefined
    ? <EmptyState icon={<Icon size={24} stroke={1.75} />} title={t('noRecords', { name: object.plural })} text={t('noRecordsText')} action={add} />
    : <EmptyState icon={<Icon size={24} stroke={1.75} />} title={t('noneFits')} action={<Button variant="default" onClick={() => set({ q: undefined, filter: undefined, where: undefined })}>{t('showAll')}</Button>} />
  const list = `object.${object.id}`
  const href = (r: ObjectRecord) => `/${slug}/records/${r.id}`
  const toolbar = <><SearchBox label={t('search', { name: object.plural })} value={search.q ?? ''} onChange={(q) => set({ q: q || undefined })} /><FilterBar fields={filters} asked={search} onChange={set} /><LookSwitch object={object.code} search={search} set={set} /></>
  return (
    <>
      <PageHeader title={object.plural} actions={<>{may('object_record', 'export') ? <ExportButton list={{ object: object.id }} search={search} total={total} columns={() => shownIds(`object.${object.id}`, columns, views.layout)} /> : null}{add}</>} />
      <Views state={views} />
      {!search.look ? (
        <DataGrid id={list} label={object.plural} columns={columns} query={query} total={total} href={href} sort={search.sort ?? 'name'} onSort={(sort) => set({ sort })} layout={views.layout} onLayout={views.onLayout} onShown={own.onShown} empty={nothing} toolbar={toolbar}
          selection={may('changeset', 'create') ? selection : undefined} nameOf={(r) => r.name} />
      ) : (
        <LookView set={set} toolbar={toolbar} list={{
          object: object.code, label: object.plural, of: { objectId: object.id }, id: list, columns, layout: views.layout, search, save, href, empty: nothing, onAdd: adds ? (values) => { setGiven(values); set({ new: true }) } : undefined,
        }} />
      )}
      {search.look ? null : <LateBulkBar object={object.code} objectId={object.id} selection={selection} total={total} question={question} sort={search.sort} columns={() => shownIds(list, columns, views.layout)} />}
      <NewRecord object={object} opened={search.new === true && adds} onClose={() => { setGiven(undefined); set({ new: undefined }) }} given={given} />
    </>
  )
}

function useColumns(): GridColumn<ObjectRecord>[] {
  const { t } = useTranslation('object')
  const format = useFormat()
  return useMemo(() => [
    { id: 'name', label: t('recordName'), sort: 'name', width: 240, cell: (r) => <span className="k-clip">{r.name}</span> },
    { id: 'links', label: t('links'), width: 220, card: true, cell: (r) => r.links.map((l) => l.name).join(', ') },
    { id: 'owner', label: t('owner'), width: 150, card: true, cell: (r) => r.ownerName },
    { id: 'updatedAt', label: t('updatedAt'), sort: 'updatedAt', width: 140, cell: (r) => <span title={format.dateTime(r.updatedAt)}>{format.relative(r.updatedAt)}</span> },
    { id: 'createdAt', label: t('createdAt'), sort: 'createdAt', width: 140, hidden: true, cell: (r) => <span title={format.dateTime(r.createdAt)}>{format.date(r.createdAt)}</span> },
  ], [t, format])
}

function useFilters(): FilterField[] {
  const { t } = useTranslation('object')
  return useMemo(() => [{ id: 'owner', label: t('owner'), kind: 'person' }, { id: 'createdAt', label: t('createdAt'), kind: 'date', ops: ['within', 'before', 'after', 'is', 'older'] }], [t])
}
