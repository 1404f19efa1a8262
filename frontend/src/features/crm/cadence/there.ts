import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/api/me'
import { regionFor } from '@/shared/i18n/region'
import { fromLocal, toLocal } from '@/shared/lib/zone'

/** What a clock shows where a lead lives, as the person reads times. */
export function useTimeThere(timeZone: string): (at?: number) => string {
  const { i18n } = useTranslation()
  const { currency } = useMe().tenant
  const format = new Intl.DateTimeFormat(`${i18n.language}-${regionFor(i18n.language, currency)}`, { weekday: 'short', hour: '2-digit', minute: '2-digit', timeZone })
  return (at = Date.now()) => format.format(at)
}

const hour = 3_600_000
const evening = 18
const morning = 10

/** The usual times to call back, on the lead's own clock: in an hour, this evening unless that is near or over, tomorrow morning. */
export function laterChoices(timeZone: string, now = Date.now()): { id: 'hour' | 'evening' | 'tomorrow'; at: string }[] {
  const today = toLocal(new Date(now).toISOString(), timeZone).slice(0, 10)
  const on = (day: string, h: number) => fromLocal(`${day}T${String(h).padStart(2, '0')}:00`, timeZone)
  const tomorrow = new Date(Date.parse(`${today}T12:00:00Z`) + 24 * hour).toISOString().slice(0, 10)
  const tonight = on(today, evening)
  return [
    { id: 'hour', at: new Date(now + hour).toISOString() },
    ...(Date.parse(tonight) - now > 2 * hour ? [{ id: 'evening' as const, at: tonight }] : []),
    { id: 'tomorrow', at: on(tomorrow, morning) },
  ]
}
