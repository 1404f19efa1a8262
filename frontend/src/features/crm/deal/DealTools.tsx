import { NativeSelect } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from '@tanstack/react-query'
import { useMe, useOpenFields } from '@/shared/api/me'
import { colleaguesQuery } from '@/shared/api/people'
import type { Pipeline } from '@/shared/api/types'
import type { ListSearch } from '@/shared/lib/search'
import { FilterBar } from '@/shared/ui/FilterBar'
import type { FilterField } from '@/shared/ui/filter/filters'
import { useOwnFilters } from '@/shared/ui/own/useOwnColumns'
import { SearchBox } from '@/shared/ui/SearchBox'
import { useSegments, type ViewState } from '@/shared/ui/views/useViewState'
import classes from './DealTools.module.css'
import { everyPipeline } from './usePipelineChoice'

/** What the page keeps in its address. */
export interface DealsSearch extends ListSearch { view?: 'list' | 'calendar'; pipeline?: string }
export interface ViewProps { pipelines: Pipeline[]; search: DealsSearch; set: (changes: Partial<DealsSearch>) => void; views: ViewState }
/** Which pipeline is looked at, and how to look at another. */
export interface Choice { chosen: string | undefined; choose: (id: string) => void }

const ownerPrefix = 'owner:is:'

/** The owner that the address filters by. */
const ownerIn = (filter: string[] | undefined) => filter?.find((f) => f.startsWith(ownerPrefix))?.slice(ownerPrefix.length)

/** Above the board: search, whose deals, which pipeline. */
export function BoardTools({ pipelines, search, set, views, ...choice }: ViewProps & Choice) {
  const { t } = useTranslation('deal')
  const setOwner = (owner: string) => {
    const others = search.filter?.filter((f) => !f.startsWith(ownerPrefix)) ?? []
    const filter = owner ? [...others, ownerPrefix + owner] : others
    set({ filter: filter.length > 0 ? filter : undefined })
  }
  return (
    <div className={classes.tools}>
      <SearchBox label={t('deal:search')} value={search.q ?? ''} onChange={(q) => set({ q: q || undefined })} />
      <OwnerSelect value={ownerIn(search.filter) ?? ''} onChange={setOwner} />
      <PipelineSelect pipelines={pipelines} {...choice} fallback={pipelines[0]?.id} />
      <FilterBar fields={useDealFilters(pipelines, views).filter((f) => f.id !== 'owner')} asked={search} onChange={set} />
    </div>
  )
}

/** One pipeline or all of them; whoever has only one has nothing to choose. */
export function PipelineSelect({ pipelines, chosen, choose, fallback }: Choice & { pipelines: Pipeline[]; fallback: string | undefined }) {
  const { t } = useTranslation(['deal', 'pipeline'])
  if (pipelines.length < 2) return null
  return (
    <NativeSelect aria-label={t('deal:pipeline')} value={chosen ?? fallback} onChange={(e) => choose(e.currentTarget.value)}
      data={[...pipelines.map((p) => ({ value: p.id, label: p.name })), { value: everyPipeline, label: t('pipeline:all.title') }]} />
  )
}

/** Everyone's deals, one's own, a colleague's. Who sees only their own deals has nothing to choose. */
function OwnerSelect({ value, onChange }: { value: string; onChange: (owner: string) => void }) {
  const { t } = useTranslation('deal')
  const me = useMe()
  const { data = [] } = useQuery(colleaguesQuery())
  const scope = me.permissions.deal?.read
  if (scope !== 'all' && scope !== 'team') return null
  const people = data.filter((p) => p.userId !== me.user.id).map((p) => ({ value: p.userId, label: p.name }))
  return (
    <NativeSelect aria-label={t('deal:field.owner')} value={value === me.user.id ? 'me' : value} onChange={(e) => onChange(e.currentTarget.value)}
      data={[{ value: '', label: t('deal:owners.all') }, { value: 'me', label: t('deal:owners.mine') }, ...people]} />
  )
}

/** What deals can be narrowed by. */
function useDealFilters(pipelines: Pipeline[], views: ViewState): FilterField[] {
  const { t } = useTranslation(['deal', 'pipeline'])
  const { sees } = useOpenFields('deal')
  const own = useOwnFilters('deal')
  const fields = useMemo(() => ([
    { id: 'owner', label: t('deal:field.owner'), kind: 'person' },
    { id: 'stage', label: t('deal:field.stage'), kind: 'choice', options: pipelines.flatMap((p) => p.stages.map((s) => ({ value: s.id, label: s.name }))) },
    { id: 'status', label: t('deal:field.status'), kind: 'choice', options: (['open', 'won', 'lost'] as const).map((s) => ({ value: s, label: t(`deal:status.${s}`) })) },
    { id: 'rotting', label: t('pipeline:rottingFilter'), kind: 'choice', options: [{ value: 'yes', label: t('pipeline:yes') }, { value: 'no', label: t('pipeline:no') }] },
    { id: 'company', label: t('deal:field.company'), kind: 'company' },
    { id: 'expectedOn', label: t('deal:field.expectedOn'), kind: 'date' },
    { id: 'value', label: t('deal:field.value'), kind: 'money' },
    { id: 'nextTask', label: t('deal:next.label'), kind: 'text', ops: ['empty', 'notEmpty'] },
    { id: 'createdAt', label: t('deal:field.createdAt'), kind: 'date' },
  ] satisfies FilterField[]).filter((f) => sees(f.id)), [t, pipelines, sees])
  return [...fields, ...own, ...useSegments(views.all, t('list:segment'))]
}

/** Above the list and the calendar: search and filters. */
export function ListTools({ pipelines, search, set, views, ...choice }: ViewProps & Choice) {
  const { t } = useTranslation('deal')
  return (
    <>
      <SearchBox label={t('deal:search')} value={search.q ?? ''} onChange={(q) => set({ q: q || undefined })} />
      <PipelineSelect pipelines={pipelines} {...choice} fallback={everyPipeline} />
      <FilterBar fields={useDealFilters(pipelines, views)} asked={search} onChange={set} />
    </>
  )
}
