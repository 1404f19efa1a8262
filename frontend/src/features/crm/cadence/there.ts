import { fromLocal, toLocal } from '@/shared/lib/zone'

/** What a clock shows where a lead lives. */
export const timeThere = (language: string, timeZone: string, now = Date.now()) =>
  new Intl.DateTimeFormat(language, { weekday: 'short', hour: '2-digit', minute: '2-digit', timeZone }).format(now)

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
