import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { kindOf } from '@/shared/api/fields'
import { useCan, useOpenFields } from '@/shared/api/me'
import { useFormat } from '@/shared/i18n/format'
import { announce } from '@/shared/lib/announce'
import { DayCalendar } from '../calendar/DayCalendar'
import { useSpan, type Span } from '../calendar/useSpan'
import { complain } from '../undoable'
import { keyOf, pageOf } from './ask'
import type { By, LookList, Looked } from './types'

interface FieldCalendarProps<T extends Looked> { list: LookList<T>; by: By }

/** Records on the days that one of their fields holds, as far as the list's filters let them through. */
export function FieldCalendar<T extends Looked>({ list, by }: FieldCalendarProps<T>) {
  const { t } = useTranslation('looks')
  const span = useSpan()
  const query = useInfiniteQuery(calendarQuery(list, by, span))
  const rows = query.data?.pages.flatMap((p) => p.items) ?? []
  const move = useMoveDay(list, by)
  const entries = (day: string) => rows.filter((r) => dayOf(r, by, span.days) === day).map((r) => ({ id: r.id, href: list.href(r), text: r.name }))
  const put = (id: string, day: string) => {
    const row = rows.find((r) => r.id === id)
    if (row) void move?.(row, day)
  }
  return (
    <DayCalendar label={t('looks:calendarOf', { list: list.label, field: by.label })} span={span} query={query} entries={entries}
      onMove={move ? put : undefined} hint={t('looks:keys')} nothing={t(span.view === 'month' ? 'looks:nothingMonth' : 'looks:nothingWeek')} />
  )
}

/** The days such as 05-31 of some days. Who was born on the 29th of February has the 28th in other years. */
function yearDays(days: string[]): string[] {
  return days.flatMap((d) => (d.endsWith('-02-28') && !leap(Number(d.slice(0, 4))) ? ['02-28', '02-29'] : [d.slice(5)]))
}
const leap = (year: number) => new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1

/** The day, among those shown, on which a record stands. */
export function dayOf(row: Looked, by: By, days: string[]): string | undefined {
  if (by.own) return String(row.custom?.[by.own.id] ?? '').slice(0, 10)
  const born = (row as Looked & { birthday?: string | null }).birthday
  return born ? days.find((d) => yearDays([d]).includes(born.slice(5, 10))) : undefined
}

const calendarQuery = <T extends Looked>(list: LookList<T>, by: By, { from, until, days }: Span) => {
  const { q, filter = [], where } = list.search
  const within = by.own ? [`${by.id}:after:${from}`, `${by.id}:before:${until}`] : [`${by.id}:anyOf:${yearDays(days).join('|')}`]
  const asked = { q, where, filter: [...filter, ...within], sort: by.own ? by.id : 'name', custom: by.own?.id, limit: 100 }
  return infiniteQueryOptions({
    // Under the list's own questions, so that what is changed elsewhere is changed here.
    queryKey: [...keyOf(list), 'list', asked],
    queryFn: ({ pageParam, signal }) => pageOf(list, { ...asked, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  })
}

/** Puts a record on another day; null where the day is worked out, comes each year, or is not the person's to change. */
function useMoveDay<T extends Looked>(list: LookList<T>, { id, own }: By) {
  const { t } = useTranslation('looks')
  const format = useFormat()
  const kind = kindOf(list.object)
  const may = useCan()(kind, 'update')
  const { fills } = useOpenFields(kind)
  if (!own || own.type !== 'date' || own.state !== 'active' || !may || !fills(id)) return null
  return async (row: T, day: string) => {
    if (row.custom?.[own.id] === day) return
    const changes = { custom: { [own.id]: day } }
    try {
      await list.save(row, changes, { custom: { ...row.custom, ...changes.custom } })
      announce(t('looks:dayMoved', { name: row.name, day: format.date(day) }))
    } catch (error) {
      complain(error)
    }
  }
}
