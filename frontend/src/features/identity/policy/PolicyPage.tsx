import { List, Text } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useCan } from '@/shared/api/me'
import { Denied } from '@/shared/ui/Denied'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { StatusDot } from '@/shared/ui/StatusDot'
import { PolicyForm } from './PolicyForm'

export const policyQuery = () => queryOptions({ queryKey: ['/security-policy'], queryFn: ({ signal }) => api.get('/security-policy', { signal }) })
export const checklistQuery = () => queryOptions({ queryKey: ['/security-checklist'], queryFn: ({ signal }) => api.get('/security-checklist', { signal }) })

/** What the company asks of everybody's log-in, and what could be safer. */
export function PolicyPage() {
  const { t } = useTranslation('security')
  const can = useCan()
  return (
    <>
      <PageHeader title={t('rules.title')} below={t('rules.text')} />
      {can('role', 'read') ? <><Checklist /><Rules /></> : <Denied who={t('rules.who')} />}
    </>
  )
}

function Rules() {
  const { data, error, refetch } = useQuery(policyQuery())
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return data ? <PolicyForm key={data.version} policy={data} /> : <ListSkeleton rows={6} height={36} />
}

function Checklist() {
  const { t } = useTranslation('security')
  const { data } = useQuery(checklistQuery())
  return (
    <Section title={t('check.title')}>
      {data ? null : <ListSkeleton rows={6} height={24} />}
      <List listStyleType="none" spacing={6}>
        {data?.items.map((c) => (
          <List.Item key={c.code}>
            <StatusDot tone={c.ok ? 'ok' : 'warn'}>{t(c.ok ? 'check.ok' : 'check.missing')}</StatusDot>{' '}
            {t(`check.${c.code}`)}
            {!c.ok && c.who.length > 0 ? <Text span size="sm" c="dimmed"> ({c.who.join(', ')})</Text> : null}
          </List.Item>
        ))}
      </List>
    </Section>
  )
}
