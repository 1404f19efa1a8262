import { Anchor, Button, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useCan, useMe } from '@/shared/api/me'
import { useFormat } from '@/shared/i18n/format'
import { useAmount } from '@/shared/i18n/useAmount'
import { download } from '@/shared/lib/download'
import { Denied } from '@/shared/ui/Denied'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { complain } from '@/shared/ui/undoable'
import { UseLine } from './UseLine'
import { lastDays, ofSeats, seatDaysQuery, seriesOf, limitDaysQuery } from './usageQuery'

const kinds = ['full', 'light', 'viewer']

/** How the use of seats and limits went in the last 90 days, and everything that happened to seats as a file. */
export function UsagePage() {
  const { t } = useTranslation('billing')
  const can = useCan()
  const { slug } = useMe().tenant
  const allowed = can('billing', 'read')
  return (
    <>
      <PageHeader title={t('history.title')} below={<>{t('history.text')} <Anchor renderRoot={(p) => <Link {...p} to="/$slug/settings/billing" params={{ slug }} />} underline="always" size="sm">{t('history.back')}</Anchor></>} />
      {allowed ? <><Seats /><Limits /></> : <Denied who={t('who')} />}
    </>
  )
}

function Seats() {
  const { t } = useTranslation(['billing', 'access'])
  const format = useFormat()
  const { data, error, refetch } = useQuery(seatDaysQuery())
  const save = () => void api.get('/seats/history').then((file) => download(file, 'seats.csv'), complain)
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <ListSkeleton rows={3} height={48} />
  const lines = seriesOf(lastDays(Date.now()), ofSeats(data)).sort((a, b) => kinds.indexOf(a.name) - kinds.indexOf(b.name))
  return (
    <Section title={t('history.seats')}>
      {lines.map((s) => <UseLine key={s.name} series={s} name={t(`access:seat.${s.name}`)} amount={(n) => format.number(n)} />)}
      <Group mt="md"><Button variant="default" size="xs" onClick={save}>{t('history.export')}</Button></Group>
    </Section>
  )
}

function Limits() {
  const { t } = useTranslation('billing')
  const amount = useAmount()
  const { data, error, refetch } = useQuery(limitDaysQuery())
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <ListSkeleton rows={3} height={48} />
  const lines = seriesOf(lastDays(Date.now()), data)
  return (
    <Section title={t('history.limits')}>
      {lines.length === 0 ? <Text size="sm" c="dimmed">{t('history.none')}</Text> : null}
      {lines.map((s) => <UseLine key={s.name} series={s} name={t(`use.name.${s.name}`)} amount={(n) => amount(s.name, n)} />)}
    </Section>
  )
}
