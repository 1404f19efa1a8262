import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconHistory } from '@tabler/icons-react'
import { infiniteQueryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useCan } from '@/shared/api/me'
import { colleaguesQuery } from '@/shared/api/people'
import { Denied } from '@/shared/ui/Denied'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { Timeline } from '@/shared/ui/Timeline'
import { AuditItem } from './AuditItem'
import { Integrity } from './Integrity'
import classes from './Audit.module.css'

export interface AuditFilter { kind?: string; actor?: string; q?: string }

const auditQuery = (filter: AuditFilter) => infiniteQueryOptions({
  queryKey: ['/audit', filter],
  queryFn: ({ pageParam, signal }) => api.get('/audit', { query: { ...filter, cursor: pageParam || undefined }, signal }),
  initialPageParam: '',
  getNextPageParam: (page) => page.next ?? undefined,
})

/** What was done in the company, by whom, newest first. The filters stand in the address. */
export function AuditPage() {
  const { t } = useTranslation('audit')
  const can = useCan()
  return (
    <>
      <PageHeader title={t('title')} below={t('text')} />
      {can('audit', 'read') ? <><Integrity /><Filters /><Trail /></> : <Denied who={t('who')} />}
    </>
  )
}

const kinds = ['contact', 'company', 'deal', 'task', 'activity', 'import', 'member', 'invitation', 'day_pass', 'team', 'role', 'share', 'tenant', 'billing', 'session', 'user', 'passkey', 'security_policy', 'api_key', 'sso', 'seat', 'access_example', 'intake', 'support_access', 'audit'] as const

function Filters() {
  const { t } = useTranslation('audit')
  const { kind = '', actor = '', q = '' } = useSearch({ from: '/$slug/settings/audit' })
  const navigate = useNavigate({ from: '/$slug/settings/audit' })
  const { data: people = [] } = useQuery(colleaguesQuery())
  const search = useDebouncedCallback((text: string) => set({ q: text.trim() || undefined }), 300)
  const set = (next: AuditFilter) => void navigate({ search: { kind: kind || undefined, actor: actor || undefined, q: q || undefined, ...next }, replace: true })
  return (
    <div className={classes.filters}>
      <NativeSelect label={t('kind')} value={kind} onChange={(e) => set({ kind: e.currentTarget.value || undefined })}
        data={[{ value: '', label: t('everything') }, ...kinds.map((value) => ({ value, label: t(`kinds.${value}`) }))]} />
      <NativeSelect label={t('person')} value={actor} onChange={(e) => set({ actor: e.currentTarget.value || undefined })}
        data={[{ value: '', label: t('everybody') }, ...people.map((p) => ({ value: p.userId, label: p.name }))]} />
      <TextInput label={t('search')} defaultValue={q} onChange={(e) => search(e.currentTarget.value)} />
    </div>
  )
}

function Trail() {
  const { t } = useTranslation('audit')
  const filter = useSearch({ from: '/$slug/settings/audit' })
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(auditQuery(filter))
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <ListSkeleton rows={8} height={28} />
  const entries = data.pages.flatMap((p) => p.items)
  if (entries.length === 0) return <EmptyState icon={<IconHistory size={24} stroke={1.75} />} title={t('empty')} text={t('emptyText')} />
  return (
    <Section title={t('newest')}>
      <Timeline label={t('title')}>{entries.map((e) => <AuditItem key={e.id} entry={e} />)}</Timeline>
      {hasNextPage ? <Button variant="default" fullWidth loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t('common:action.loadMore')}</Button> : null}
    </Section>
  )
}
