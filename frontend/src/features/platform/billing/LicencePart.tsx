import { Alert, Code, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { licenceQuery } from '@/shared/api/seats'
import type { LicenceFile, ServerLicence } from '@/shared/api/typesSeat'
import { useFormat } from '@/shared/i18n/format'
import { ErrorState } from '@/shared/ui/ErrorState'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { StatusDot, type Tone } from '@/shared/ui/StatusDot'

const tones: Record<ServerLicence['state'], Tone> = { free: 'dim', licensed: 'ok', ending: 'warn', grace: 'warn', expired: 'bad', outdated: 'bad', not_begun: 'info' }

/** What the licence of one's own server says, which files it comes from, and how another one is installed. */
export function LicencePart() {
  const { t } = useTranslation('billing')
  const format = useFormat()
  const { data, error, refetch } = useQuery(licenceQuery())
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <ListSkeleton rows={3} height={40} />
  return (
    <Section title={t('licence.title')} text={data.customer} actions={<StatusDot tone={tones[data.state]} pill>{t(`licence.state.${data.state}`)}</StatusDot>}>
      <Text size="sm">{t(`licence.say.${data.state}`, { date: data.until ? format.date(data.until) : '' })}</Text>
      {data.clockBack ? <Alert mt="sm" color="red" variant="light">{t('licence.clock')}</Alert> : null}
      <Text size="sm" c="dimmed" mt={4}>{t('licence.always')}</Text>
      <Text size="sm" fw={550} mt="md">{t('licence.files')}</Text>
      {data.files.length === 0 ? <Text size="sm" c="dimmed">{t('licence.noFiles')}</Text> : <ul style={{ margin: 0, paddingInlineStart: 18 }}>{data.files.map((f) => <File key={f.installedAt + f.id} file={f} />)}</ul>}
      <Text size="sm" mt="md">{t('licence.how')}</Text>
      <Code block>kith licence install licence.txt</Code>
    </Section>
  )
}

function File({ file: f }: { file: LicenceFile }) {
  const { t } = useTranslation('billing')
  const format = useFormat()
  const end = f.expires ? t('licence.until', { date: format.date(f.expires) }) : f.updatesUntil ? t('licence.updates', { date: format.date(f.updatesUntil) }) : ''
  const facts = [f.plan ? t(`plan.${f.plan}`) : '', end, t('licence.installed', { date: format.date(f.installedAt) })].filter(Boolean).join(' · ')
  return (
    <li>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>{f.id || t('licence.unknown')} <StatusDot tone={f.use === 'invalid' ? 'bad' : f.use === 'replaced' ? 'dim' : 'ok'}>{t(`licence.use.${f.use}`)}</StatusDot></Text>
      <Text size="xs" c="dimmed">{facts}</Text>
      {f.use === 'invalid' ? null : <Text size="xs" c="dimmed">{t('licence.seats', { full: format.number(f.seats.full ?? 0), light: format.number(f.seats.light ?? 0), viewer: format.number(f.seats.viewer ?? 0) })}</Text>}
    </li>
  )
}
