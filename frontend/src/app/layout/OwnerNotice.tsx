import { Alert, Anchor, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/api/me'
import { licenceQuery, seatsQuery } from '@/shared/api/seats'
import type { TenantState } from '@/shared/api/types'
import type { ServerLicence } from '@/shared/api/typesSeat'
import { useFormat } from '@/shared/i18n/format'

const troubled: ServerLicence['state'][] = ['ending', 'grace', 'expired', 'outdated', 'not_begun']

const unpaid: TenantState[] = ['past_due', 'grace', 'suspended', 'cancelled', 'pending_purge']

/** What owners must know wherever they are: that a payment is missing, too few seats, and a licence of one's own server that ends. */
export function OwnerNotice() {
  const { selfHosted } = useMe()
  return <>{selfHosted ? <Licence /> : <Unpaid />}<Excess /></>
}

/** The page of plan and billing says it itself. */
function Unpaid() {
  const { t } = useTranslation('billing')
  const { slug, state } = useMe().tenant
  const there = useLocation({ select: (l) => l.pathname.endsWith('/settings/billing') })
  if (there || !unpaid.includes(state)) return null
  return (
    <Alert m="md" mb={0} color="red" variant="light" role="status" title={t(`banner.${state}`)}>
      <Text size="sm">{t(`banner.${state}Text`)}</Text>
      <Anchor component={Link} to="/$slug/settings/billing" params={{ slug } as never} size="sm" underline="always">{t('title')}</Anchor>
    </Alert>
  )
}

function Excess() {
  const { t } = useTranslation(['billing', 'access'])
  const format = useFormat()
  const { slug } = useMe().tenant
  const { data = [] } = useQuery(seatsQuery())
  return data.map(({ kind, used, licensed, excess }) => excess ? (
    <Alert key={kind} m="md" mb={0} color="red" variant="light" role="status" title={t('excess.title', { kind: t(`access:seat.${kind}`) })}>
      <Text size="sm">{t('excess.text', { licensed: format.number(licensed), used: format.number(used), days: format.number(excess.daysLeft) })}</Text>
      <Anchor component={Link} to="/$slug/settings/members" params={{ slug } as never} size="sm" underline="always">{t('excess.people')}</Anchor>
    </Alert>
  ) : null)
}

function Licence() {
  const { t } = useTranslation('billing')
  const format = useFormat()
  const { slug } = useMe().tenant
  const { data } = useQuery(licenceQuery())
  if (!data?.selfHosted || !(troubled.includes(data.state) || data.clockBack)) return null
  return (
    <Alert m="md" mb={0} color={data.state === 'expired' || data.state === 'outdated' ? 'red' : 'yellow'} variant="light" role="status" title={`${t('licence.title')}: ${t(`licence.state.${data.state}`)}`}>
      <Text size="sm">{data.clockBack ? t('licence.clock') : t(`licence.say.${data.state}`, { date: data.until ? format.date(data.until) : '' })}</Text>
      <Anchor component={Link} to="/$slug/settings/billing" params={{ slug } as never} size="sm" underline="always">{t('licence.open')}</Anchor>
    </Alert>
  )
}
