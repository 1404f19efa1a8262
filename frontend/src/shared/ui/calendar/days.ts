import { addDays } from '@/shared/lib/dueInput'
import type { CalendarPage, Task } from '@/shared/api/types'
import type { Format } from '@/shared/i18n/format'

export type CalendarView = 'day' | 'week' | 'month'

/** The Monday of a day's week. */
export const mondayOf = (day: string) => addDays(day, -((new Date(day).getUTCDay() + 6) % 7))

/** The days that a view shows: one, a week, or the whole weeks of a month. */
export function daysOf(view: CalendarView, day: string): string[] {
  const from = (first: string, n: number) => Array.from({ length: n }, (_, i) => addDays(first, i))
  if (view === 'day') return [day]
  if (view === 'week') return from(mondayOf(day), 7)
  const first = mondayOf(`${day.slice(0, 8)}01`)
  const last = new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 0)).toISOString().slice(0, 10)
  return from(first, (Date.parse(addDays(mondayOf(last), 7)) - Date.parse(first)) / 86_400_000)
}

/** The day that a view begins with when it is turned by so many. */
export function turned(view: CalendarView, day: string, by: number): string {
  if (view !== 'month') return addDays(day, by * (view === 'week' ? 7 : 1))
  return new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1 + by, 1)).toISOString().slice(0, 10)
}

/** The day on which a task stands. */
export const dayOf = (task: Pick<Task, 'dueAt' | 'allDay'>, format: Format) => (task.allDay ? format.companyDay : format.day)(task.dueAt ?? '')

export interface DayEntries { tasks: Task[]; ahead: CalendarPage['ahead']; deals: CalendarPage['deals']; busy: CalendarPage['busy'] }

/** What stands on each day, whole days first, then by the hour. */
export function byDay(page: CalendarPage, days: string[], format: Format): Map<string, DayEntries> {
  const all = new Map<string, DayEntries>(days.map((d) => [d, { tasks: [], ahead: [], deals: [], busy: [] }]))
  for (const task of page.tasks) all.get(dayOf(task, format))?.tasks.push(task)
  for (const next of page.ahead) all.get((next.allDay ? format.companyDay : format.day)(next.at))?.ahead.push(next)
  for (const deal of page.deals) all.get(deal.expectedOn)?.deals.push(deal)
  for (const busy of page.busy) {
    const first = busy.allDay ? busy.from.slice(0, 10) : format.day(busy.from)
    const end = new Date(Date.parse(busy.to) - 1).toISOString()
    const last = busy.allDay ? end.slice(0, 10) : format.day(end)
    for (const day of days) if (day >= first && day <= last) all.get(day)?.busy.push(busy)
  }
  for (const { tasks } of all.values()) tasks.sort((a, b) => Number(b.allDay) - Number(a.allDay) || Date.parse(a.dueAt ?? '') - Date.parse(b.dueAt ?? ''))
  return all
}
