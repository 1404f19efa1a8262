import { fromLocal, toLocal } from '@/shared/lib/zone'
import { addDays, nextMonday } from './groups'

export interface Choice { id: 'hour' | 'evening' | 'tomorrow' | 'week'; at: string }

const evening = '18:00'
const morning = '09:00'

/** Until when something can be put off, on the clock of a zone. After six there is no evening left today. */
export function snoozes(now: number, zone: string): Choice[] {
  const [today = '', time = ''] = toLocal(new Date(now).toISOString(), zone).split('T')
  const at = (day: string, clock: string) => fromLocal(`${day}T${clock}`, zone)
  const all: Choice[] = [{ id: 'hour', at: new Date(now + 3_600_000).toISOString() }]
  if (time < evening) all.push({ id: 'evening', at: at(today, evening) })
  return [...all, { id: 'tomorrow', at: at(addDays(today, 1), morning) }, { id: 'week', at: at(nextMonday(today), morning) }]
}
