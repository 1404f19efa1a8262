import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useCan, useMe } from '@/shared/api/me'
import type { ApiProblem } from '@/shared/api/problem'
import type { Interval, Money, Seat, SeatKind } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { Meter } from '@/shared/ui/Meter'
import classes from './Invitation.module.css'

/** '7 of 10 full seats taken', with the seat this invitation would take. */
export function SeatUse({ kind, seats }: { kind: SeatKind; seats: Seat[] | undefined }) {
  const { t } = useTranslation(['settings', 'access'])
  const format = useFormat()
  const seat = seats?.find((s) => s.kind === kind)
  if (!seat) return null
  const free = seat.licensed - seat.used
  const none = seat.price.amount > 0 ? t('seats.noneLeft', { price: t(`seats.price.${seat.interval}`, { price: format.money(seat.price) }) }) : t('seats.noneLeftFree')
  return (
    <div className={classes.seat}>
      <Meter label={t(`access:seat.${kind}`)} value={t('seats.used', { used: format.number(seat.used), licensed: format.number(seat.licensed) })} used={seat.used} of={seat.licensed}
        note={free > 0 ? t('seats.takesOne') : none} />
    </div>
  )
}

interface LimitParams { kind?: SeatKind; licensed?: number; used?: number; missing?: number; price?: Money; interval?: Interval; trialLimit?: boolean }

/** Why there is no seat, what one more costs, and where to get it. */
export function SeatLimit({ problem, seats, onLeave }: { problem: ApiProblem; seats: Seat[] | undefined; onLeave: () => void }) {
  const { t } = useTranslation(['settings', 'access'])
  const format = useFormat()
  const can = useCan()
  const { slug } = useMe().tenant
  const { kind = 'full', licensed = 0, missing = 1, price, interval = 'month', trialLimit } = problem.params as LimitParams
  return (
    <>
      <div>{t(trialLimit ? 'seats.trialLimit' : 'seats.limit', { kind: t(`access:seat.${kind}`), licensed: format.number(trialLimit ? inTrial(seats, licensed) : licensed) })}</div>
      <div>{t('seats.missing', { count: missing, n: format.number(missing) })} {price ? t(`seats.oneMore.${interval}`, { price: format.money(price) }) : null}</div>
      {can('billing', 'update')
        ? <Anchor component={Link} to="/$slug/settings/billing" params={{ slug } as never} size="sm" underline="always" onClick={onLeave}>{t('invite.toBilling')}</Anchor>
        : <div>{t('seats.askOwner')}</div>}
    </>
  )
}

/** A trial's full and light seats come out of one pool; at its limit, those taken are all there are. */
const inTrial = (seats: Seat[] = [], licensed: number) =>
  Math.max(licensed, seats.filter((s) => s.kind !== 'viewer').reduce((sum, s) => sum + s.used, 0))
