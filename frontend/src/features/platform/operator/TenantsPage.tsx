import { Button, NativeSelect } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { OperatorLine } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { SearchBox } from '@/shared/ui/SearchBox'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { StatusDot } from '@/shared/ui/StatusDot'
import classes from './Operator.module.css'
import { tenantsQuery, type TenantFilter } from './operatorQuery'
import { plans, problemTone, stateTone, states } from './tones'

/** Every company in numbers; search and filters stand in the address. */
export function TenantsPage() {
  const { t } = useTranslation('operator')
  const filter = useSearch({ from: '/operator/tenants' })
  const navigate = useNavigate({ from: '/operator/tenants' })
  const set = (next: TenantFilter) => void navigate({ search: { ...filter, ...next }, replace: true })
  const choices = (name: string, codes: readonly string[]) => [{ value: '', label: t('tenants.all') }, ...codes.map((value) => ({ value, label: t(`${name}.${value}`) }))]
  return (
    <>
      <PageHeader title={t('nav.tenants')} />
      <div className={classes.filters}>
        <SearchBox value={filter.q ?? ''} onChange={(q) => set({ q: q || undefined })} label={t('tenants.search')} />
        <NativeSelect size="sm" aria-label={t('tenants.state')} value={filter.state ?? ''} onChange={(e) => set({ state: e.currentTarget.value || undefined })} data={choices('state', states)} />
        <NativeSelect size="sm" aria-label={t('tenants.plan')} value={filter.plan ?? ''} onChange={(e) => set({ plan: e.currentTarget.value || undefined })} data={choices('plan', plans)} />
      </div>
      <List filter={filter} />
    </>
  )
}

function List({ filter }: { filter: TenantFilter }) {
  const { t } = useTranslation(['operator', 'common'])
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(tenantsQuery(filter))
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <ListSkeleton rows={10} height={40} />
  const all = data.pages.flatMap((p) => p.items)
  if (all.length === 0) return <EmptyState title={t('tenants.none')} text={t('tenants.noneText')} />
  return (
    <>
      <table className={`${classes.table} ${classes.cards}`}>
        <thead><tr>{(['company', 'state', 'plan', 'seats', 'size', 'version', 'active', 'health'] as const).map((c) => <th key={c} scope="col">{t(`tenants.${c}`)}</th>)}</tr></thead>
        <tbody>{all.map((l) => <Row key={l.id} line={l} />)}</tbody>
      </table>
      {hasNextPage ? <Button mt="md" variant="default" fullWidth loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t('common:action.loadMore')}</Button> : null}
    </>
  )
}

function Row({ line: l }: { line: OperatorLine }) {
  const { t } = useTranslation('operator')
  const format = useFormat()
  return (
    <tr>
      <th scope="row"><Link to="/operator/tenants/$id" params={{ id: l.id }}>{l.name || t('tenants.purged')}</Link>{l.slug ? <span className={classes.dim}>{l.slug}</span> : null}</th>
      <td data-label={t('tenants.state')}><StatusDot tone={stateTone[l.state]}>{t(`state.${l.state}`)}</StatusDot></td>
      <td data-label={t('tenants.plan')}>{t(`plan.${l.plan}`, { defaultValue: l.plan })}</td>
      <td data-label={t('tenants.seats')} className="k-num">{format.number(l.seatsUsed)} / {format.number(l.seatsGranted)}</td>
      <td data-label={t('tenants.size')} className="k-num">{l.megabytes === null ? <StatusDot tone="bad">{t('nodes.down')}</StatusDot> : format.size(l.megabytes * 1_048_576)}<span className={classes.dim}>{l.server}</span></td>
      <td data-label={t('tenants.version')} className="k-num">{format.number(l.schemaVersion)}{l.schemaVersion === l.headVersion ? '' : ` / ${format.number(l.headVersion)}`}</td>
      <td data-label={t('tenants.active')}>{l.activeAt ? format.relative(l.activeAt) : t('tenants.never')}</td>
      <td data-label={t('tenants.health')}>{l.problem ? <StatusDot tone={problemTone[l.problem]}>{t(`problem.${l.problem}`)}</StatusDot> : t('problem.none')}</td>
    </tr>
  )
}
