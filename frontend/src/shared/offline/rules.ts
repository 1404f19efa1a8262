import type { QueryKey } from '@tanstack/react-query'
import type { Me } from '@/shared/api/types'

/** At most this many answers, of this many characters in all, and none older than a day (milliseconds). */
export const bounds = { answers: 200, size: 4_000_000, age: 24 * 60 * 60_000 }

const records = ['list', 'count', 'one', 'board']
/** By the first part of a query's key, which second parts are kept; true is all of them. */
const kept: Record<string, true | string[]> = {
  'me': true, 'timeline': true, 'attachments': true, '/colleagues': true, '/favourites': true, '/views': true, '/objects': true,
  '/contacts': records, '/companies': records, '/deals': [...records, 'history', 'sums'], '/tasks': [...records, 'today', 'calendar'],
  '/pipelines': ['', 'lost-reasons'], '/teams': ['names'], '/roles': ['names'],
}

/** How the fields and the layout of one kind of records are asked for; what is set up about them has more parts. */
const isShape = ([subject, kind, ...more]: QueryKey) => (subject === '/fields' || subject === '/layouts') && kind !== 'all' && more.length === 0

/**
 * Whether an answer is kept for when there is no network: records, their lists, and what is needed to show them. Everything
 * else (settings, security, billing, the audit trail, exports, figures, what somebody looked for) is not.
 */
export function isKept(key: QueryKey): boolean {
  const parts = kept[String(key[0])]
  return parts === true || (parts?.includes(String(key[1] ?? '')) ?? isShape(key))
}

/** What a role may see: when it changes, what was kept before is gone. */
export const rightsOf = ({ member, permissions, fields }: Me) => JSON.stringify([member.role, permissions, fields])

/** When each answer came, and how long its text is. */
export type Sizes = Record<string, [at: number, size: number]>

/** Which answers are too old, or too many, or too much; the newest stay. */
export function surplus(sizes: Sizes, now: number): string[] {
  let answers = 0
  let size = 0
  return Object.entries(sizes).toSorted(([, a], [, b]) => b[0] - a[0]).filter(([, [at, length]]) => {
    answers++
    size += length
    return now - at > bounds.age || answers > bounds.answers || size > bounds.size
  }).map(([name]) => name)
}

const read = new Set<unknown>(['timeline', 'one', 'list', 'board', 'today', 'calendar', 'record'])

/** Whether an answer is something a person reads on a page, whose age is worth telling. */
export const isShown = (key: QueryKey) => isKept(key) && key.some((part) => read.has(part))
