import { Button } from '@mantine/core'
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useCan } from '@/shared/api/me'
import { ApiProblem } from '@/shared/api/problem'
import type { WaitingLead } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { problemText } from '@/shared/i18n/problemText'
import { Denied } from '@/shared/ui/Denied'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { complain, inform } from '@/shared/ui/undoable'
import classes from './Overflow.module.css'

const overflowQuery = () => queryOptions({ queryKey: ['/overflow'], queryFn: ({ signal }) => api.get('/overflow', { signal }) })

/** Leads that came in when the plan had no room for them. */
export function OverflowPage() {
  const { t } = useTranslation('billing')
  const allowed = useCan()('import', 'create')
  const query = useQuery({ ...overflowQuery(), enabled: allowed })
  if (!allowed) return <Denied who={t('waiting.who')} />
  const waiting = query.data
  return (
    <>
      <PageHeader title={t('waiting.title')} below={t('waiting.text')} actions={waiting?.total ? <Admit /> : undefined} />
      {waiting ? <Fate expiring={waiting.expiring} expired={waiting.expired} /> : null}
      {query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : !waiting ? <ListSkeleton rows={4} />
        : waiting.items.length === 0 ? <EmptyState title={t('waiting.none')} text={t('waiting.noneText')} />
        : <ul className={classes.list} aria-label={t('waiting.title')}>{waiting.items.map((lead) => <Row key={lead.id} lead={lead} />)}</ul>}
    </>
  )
}

/** What will become, and became, of leads that waited too long for the company's return. */
function Fate({ expiring, expired }: { expiring: number; expired: number }) {
  const { t } = useTranslation('billing')
  const format = useFormat()
  return (
    <>
      {expiring > 0 ? <p role="status">{t('waiting.expiring', { count: expiring, n: format.number(expiring) })}</p> : null}
      {expired > 0 ? <p>{t('waiting.expired', { count: expired, n: format.number(expired) })}</p> : null}
    </>
  )
}

function useChanged() {
  const client = useQueryClient()
  return () => Promise.all([['/overflow'], ['/contacts'], ['me']].map((queryKey) => client.invalidateQueries({ queryKey })))
}

function Admit() {
  const { t } = useTranslation('billing')
  const format = useFormat()
  const changed = useChanged()
  const admit = useMutation({
    mutationFn: () => api.post('/overflow/admit'),
    onSuccess: ({ left }) => { inform(left === 0 ? t('waiting.allIn') : t('waiting.left', { count: left, n: format.number(left) })); return changed() },
    onError: complain,
  })
  return <Button loading={admit.isPending} onClick={() => admit.mutate()}>{t('waiting.admit')}</Button>
}

function Row({ lead }: { lead: WaitingLead }) {
  const { t } = useTranslation('billing')
  const format = useFormat()
  const changed = useChanged()
  const discard = useMutation({ mutationFn: () => api.del('/overflow/{id}', { path: { id: lead.id } }), onSuccess: changed, onError: complain })
  return (
    <li className={classes.row}>
      <span className={classes.name}>{lead.name}</span>
      <span>{[lead.email, lead.phone, lead.source].filter(Boolean).join(' · ')}{lead.problem ? ` · ${problemText(new ApiProblem({ status: 400, code: lead.problem }))}` : ''}</span>
      <time dateTime={lead.receivedAt}>{format.dateTime(lead.receivedAt)}</time>
      <Button size="xs" variant="subtle" color="gray" loading={discard.isPending} aria-label={t('waiting.discardOf', { name: lead.name })} onClick={() => discard.mutate()}>{t('waiting.discard')}</Button>
    </li>
  )
}
