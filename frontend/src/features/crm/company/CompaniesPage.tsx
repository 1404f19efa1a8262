import { Button } from '@mantine/core'
import { IconBuilding, IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { onDemand } from '@/shared/lib/onDemand'
import { countQuery, listQuery } from '@/shared/api/list'
import { useCan, useMe } from '@/shared/api/me'
import type { Company } from '@/shared/api/types'
import type { ListSearch } from '@/shared/lib/search'
import { useAddress } from '@/shared/lib/useAddress'
import { useListReset } from '@/shared/lib/useListReset'
import { LateBulkBar } from '@/shared/ui/bulk/LateBulkBar'
import { DataGrid } from '@/shared/ui/DataGrid'
import { EmptyState } from '@/shared/ui/EmptyState'
import { FilterBar } from '@/shared/ui/FilterBar'
import { shownIds } from '@/shared/ui/grid/useColumns'
import { useSelection } from '@/shared/ui/grid/useSelection'
import { ListActions } from '@/shared/ui/ListActions'
import { lookOf, LookSwitch, LookView } from '@/shared/ui/looks/late'
import { PageHeader } from '@/shared/ui/PageHeader'
import { SearchBox } from '@/shared/ui/SearchBox'
import { useOwnColumns, useOwnFilters } from '@/shared/ui/own/useOwnColumns'
import { Views } from '@/shared/ui/views/Views'
import { useSegments, useViewState, type ViewState } from '@/shared/ui/views/useViewState'
import { useCompanyColumns, useCompanyFilters } from './companyColumns'
import { useSaveCompany } from './companyQuery'
import { CompanyRowActions } from './CompanyRowActions'

const NewCompany = onDemand(() => import('./NewCompany').then((m) => m.NewCompany), (p) => p.opened)

interface ViewProps { search: ListSearch; set: (changes: Partial<ListSearch>) => void }
interface ToolsProps extends ViewProps { views: ViewState }

/** The firms the company deals with: searched, filtered, sorted, edited in place. */
export function CompaniesPage() {
  const { t } = useTranslation('company')
  const { slug } = useMe().tenant
  const may = useCan()
  const [search, set] = useAddress()
  const views = useViewState({ object: 'company', search, set, ...lookOf(search) })
  const save = useSaveCompany()
  const own = useOwnColumns<Company>('companies', 'company', save)
  const query = useInfiniteQuery({ ...listQuery('/companies', search, own.extra), enabled: !search.look })
  const { data: total, error } = useQuery(countQuery('/companies', search))
  const standard = useCompanyColumns()
  const columns = useMemo(() => [...standard, ...own.columns], [standard, own.columns])
  const question = { q: search.q, filter: search.filter, where: search.where }
  const selection = useSelection(question)
  useListReset(query.error ?? error, set)
  const toolbar = <><Tools search={search} set={set} views={views} /><LookSwitch object="company" search={search} set={set} /></>
  const href = (c: Company) => `/${slug}/companies/${c.id}`
  const empty = <Nothing search={search} set={set} />
  return (
    <>
      <PageHeader title={t('title')} actions={<ListActions path="/companies" object="company" search={search} newLabel={t('new')} total={total} columns={() => shownIds('companies', columns, views.layout)} imports onNew={() => set({ new: true })} />} />
      <Views state={views} />
      {!search.look ? (
        <>
          <DataGrid selection={may('changeset', 'create') ? selection : undefined} nameOf={(r) => r.name} id="companies" label={t('title')} columns={columns} query={query} total={total} href={href}
            sort={search.sort ?? 'name'} onSort={(sort) => set({ sort })} toolbar={toolbar} layout={views.layout} onLayout={views.onLayout} onShown={own.onShown} empty={empty}
            rowActions={(c) => <CompanyRowActions company={c} />} />
          <LateBulkBar object="company" selection={selection} total={total} question={question} sort={search.sort} columns={() => shownIds('companies', columns, views.layout)} />
        </>
      ) : (
        <LookView set={set} toolbar={toolbar} list={{ object: 'company', label: t('title'), of: '/companies', id: 'companies', columns, layout: views.layout, search, save, href, empty }} />
      )}
      <NewCompany opened={search.new === true && may('company', 'create')} onClose={() => set({ new: undefined })} />
    </>
  )
}

function Tools({ search, set, views }: ToolsProps) {
  const { t } = useTranslation('company')
  return (
    <>
      <SearchBox label={t('search')} value={search.q ?? ''} onChange={(q) => set({ q: q || undefined })} />
      <FilterBar fields={[...useCompanyFilters(), ...useOwnFilters('company'), ...useSegments(views.all, t('list:segment'))]} asked={search} onChange={set} />
    </>
  )
}

/** No companies at all, or none that fit what was asked for. */
function Nothing({ search, set }: ViewProps) {
  const { t } = useTranslation('company')
  const may = useCan()('company', 'create')
  const icon = <IconBuilding size={24} stroke={1.75} />
  if (search.q !== undefined || search.filter !== undefined || search.where !== undefined) {
    return <EmptyState icon={icon} title={t('empty.fits')} text={t('empty.fitsHint')} action={<Button variant="default" onClick={() => set({ q: undefined, filter: undefined, where: undefined })}>{t('empty.clear')}</Button>} />
  }
  const action = may ? <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => set({ new: true })}>{t('new')}</Button> : undefined
  return <EmptyState icon={icon} title={t('empty.title')} text={t(may ? 'empty.text' : 'empty.readOnly')} action={action} />
}
