import { Alert, Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import type { OperatorJob } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import rows from '@/shared/ui/RowList.module.css'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { complain } from '@/shared/ui/undoable'
import { jobsQuery } from './operatorQuery'

/** Background work that was given up, and another try for each. */
export function FailedJobsPage() {
  const { t } = useTranslation('operator')
  const { data, error, refetch } = useQuery(jobsQuery())
  return (
    <>
      <PageHeader title={t('nav.jobs')} below={t('jobs.text')} />
      {data?.down.map((name) => <Alert key={name} color="red" variant="light" role="alert" mb="md">{t('nodes.noJobs', { name })}</Alert>)}
      {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : !data ? <ListSkeleton rows={4} height={56} />
        : data.items.length === 0 ? <EmptyState title={t('jobs.none')} text={t('jobs.noneText')} />
        : <Section title={t('nav.jobs')}><ul className={rows.list}>{data.items.map((j) => <Row key={`${j.node} ${j.id}`} job={j} />)}</ul></Section>}
    </>
  )
}

function Row({ job: j }: { job: OperatorJob }) {
  const { t } = useTranslation('operator')
  const format = useFormat()
  const client = useQueryClient()
  const retry = useMutation({
    mutationFn: () => api.post('/operator/nodes/{node}/jobs/{id}/retry', { path: { node: String(j.node), id: String(j.id) } }), onError: complain,
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: jobsQuery().queryKey }), client.invalidateQueries({ queryKey: ['/operator/overview'] })]),
  })
  return (
    <li className={rows.row}>
      <IconAlertTriangle size={22} stroke={1.5} aria-hidden />
      <div className={rows.text}>
        <b>{j.name}</b>
        <span>{[j.company || t('jobs.service'), j.server, t('jobs.tries', { count: j.attempt, n: format.number(j.attempt) }), format.dateTime(j.failedAt)].join(' · ')}</span>
        <span lang="en">{j.error}</span>
      </div>
      <Button size="xs" variant="default" loading={retry.isPending} onClick={() => retry.mutate()}>{t('jobs.retry')}<span className="k-hidden">: {j.name}</span></Button>
    </li>
  )
}
