import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useCan } from '@/shared/api/me'
import type { Health } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { Denied } from '@/shared/ui/Denied'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { StatusDot } from '@/shared/ui/StatusDot'
import classes from './Health.module.css'

/** Whether the parts of the program work, for those who look after it. No customer data. */
export function HealthPage() {
  const { t } = useTranslation('settings')
  const can = useCan()
  const allowed = can('health', 'read')
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ['/health'], queryFn: ({ signal }) => api.get('/health', { signal }), enabled: allowed, refetchInterval: 30_000,
  })
  const again = allowed ? <Button variant="default" leftSection={<IconRefresh size={16} aria-hidden />} loading={isFetching && !data} onClick={() => void refetch()}>{t('health.again')}</Button> : null
  return (
    <>
      <PageHeader title={t('health.title')} below={t('health.text')} actions={again} />
      {!allowed ? <Denied who={t('health.who')} /> : error ? <ErrorState error={error} onRetry={() => void refetch()} /> : data ? <Parts health={data} /> : <ListSkeleton rows={5} height={40} />}
    </>
  )
}

function Parts({ health }: { health: Health }) {
  const { t } = useTranslation(['settings', 'problem'])
  const format = useFormat()
  const bad = health.items.filter((i) => !i.ok).length
  return (
    <Section title={bad === 0 ? t('health.allWell') : t('health.someBad', { count: bad, n: format.number(bad) })} text={t('health.version', { version: health.version })}>
      <ul className={classes.list}>
        {health.items.map((item) => (
          <li key={item.code}>
            <div className={classes.text}><b>{t(`health.part.${item.code}`)}</b><span>{item.ok ? t(`health.means.${item.code}`) : t(`health.without.${item.code}`)}</span>{item.detail && !item.ok ? <span>{t(`problem:${item.detail}`)}</span> : null}</div>
            <span className={`${classes.ms} k-num`}>{format.number(item.ms)} ms</span>
            <StatusDot tone={item.ok ? 'ok' : 'bad'} pill>{t(item.ok ? 'health.ok' : 'health.bad')}</StatusDot>
          </li>
        ))}
      </ul>
    </Section>
  )
}
