/** Rules of repetition (RFC 5545) as people choose them. The server keeps the rule; a rule that no choice makes is left as it is. */
export type RepeatKind = 'none' | 'daily' | 'weekdays' | 'weekly' | 'monthDay' | 'monthLast' | 'yearly' | 'other'
export interface Repeat {
  kind: RepeatKind
  /** Every so many days, weeks, months or years. */
  every: number
  /** For `weekly`: MO to SU. */
  days: string[]
  /** The last day, `YYYY-MM-DD`, or ''. */
  until: string
  /** How often in all; 0 without end. */
  count: number
  /** The rule as it came, for `other`. */
  rule: string
}

export const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const
const working = 'MO,TU,WE,TH,FR'
const frequency: Partial<Record<RepeatKind, string>> = { daily: 'DAILY', weekly: 'WEEKLY', monthDay: 'MONTHLY', monthLast: 'MONTHLY', yearly: 'YEARLY' }

/** MO to SU of `YYYY-MM-DD`. */
export const weekdayOf = (day: string) => weekdays[(new Date(day).getUTCDay() + 6) % 7] ?? 'MO'
const dateOf = (day: string) => Number(day.slice(8, 10))

const once: Repeat = { kind: 'none', every: 1, days: [], until: '', count: 0, rule: '' }

/** What a rule chooses; `day` is when the task is due. */
export function parseRepeat(rule: string, day: string): Repeat {
  if (rule === '') return once
  const parts = new Map(rule.split(';').map((p) => p.split('=', 2) as [string, string]))
  const until = parts.get('UNTIL') ?? ''
  const read: Repeat = {
    ...once, rule, every: Number(parts.get('INTERVAL') ?? 1), count: Number(parts.get('COUNT') ?? 0), days: parts.get('BYDAY')?.split(',') ?? [],
    until: until === '' ? '' : `${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6, 8)}`,
  }
  for (const kind of ['daily', 'weekdays', 'weekly', 'monthDay', 'monthLast', 'yearly'] as const) {
    const tried = { ...read, kind }
    if (same(writeRepeat(tried, day), rule)) return tried
  }
  return { ...read, kind: 'other' }
}

/** Two rules that say the same in another order; an end is a day, whatever its hour. */
function same(a: string, b: string): boolean {
  const plain = (rule: string) => rule.split(';').map((p) => p.replace(/^(UNTIL=\d{8}).*/, '$1')).sort().join(';')
  return plain(a) === plain(b)
}

/** The rule of a choice. A month without the day takes its last. */
export function writeRepeat(r: Repeat, day: string): string {
  if (r.kind === 'none') return ''
  if (r.kind === 'other') return r.rule
  const parts = [`FREQ=${frequency[r.kind] ?? 'WEEKLY'}`]
  if (r.every > 1 && r.kind !== 'weekdays') parts.push(`INTERVAL=${r.every}`)
  if (r.kind === 'weekdays') parts.push(`BYDAY=${working}`)
  if (r.kind === 'weekly') parts.push(`BYDAY=${weekdays.filter((d) => r.days.includes(d)).join(',') || weekdayOf(day)}`)
  if (r.kind === 'monthLast') parts.push(`BYDAY=-1${weekdayOf(day)}`)
  if (r.kind === 'monthDay') parts.push(...monthDays(dateOf(day)))
  if (r.until !== '') parts.push(`UNTIL=${r.until.replaceAll('-', '')}`)
  else if (r.count > 0) parts.push(`COUNT=${r.count}`)
  return parts.join(';')
}

function monthDays(date: number): string[] {
  if (date <= 28) return [`BYMONTHDAY=${date}`]
  return [`BYMONTHDAY=${[28, 29, 30, 31].filter((d) => d <= date).join(',')}`, 'BYSETPOS=-1']
}
