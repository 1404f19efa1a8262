import type { Task } from '@/shared/api/types'
import { addDays } from '@/shared/lib/dueInput'

export { addDays, dueFields, dueInput, type DueInput } from '@/shared/lib/dueInput'

export type DueGroup = 'overdue' | 'today' | 'tomorrow' | 'later' | 'none'
export const dueGroups: DueGroup[] = ['overdue', 'today', 'tomorrow', 'later', 'none']

/** Calendar day of a moment: on the person's clock (Format.day), or the company's, where whole days stand (Format.companyDay). */
type DayOf = (moment: string | number) => string

/** The Monday after a day. */
export function nextMonday(day: string): string {
  const weekday = new Date(day).getUTCDay()
  return addDays(day, ((8 - weekday) % 7) || 7)
}

/** Where a task belongs. A whole-day task is overdue only once its day has passed. */
export function groupOf(task: Pick<Task, 'dueAt' | 'allDay'>, dayOf: DayOf, now = Date.now(), wholeOf = dayOf): DueGroup {
  if (!task.dueAt) return 'none'
  const today = dayOf(now)
  const day = (task.allDay ? wholeOf : dayOf)(task.dueAt)
  if (day < today || (day === today && !task.allDay && Date.parse(task.dueAt) < now)) return 'overdue'
  if (day === today) return 'today'
  return day === addDays(today, 1) ? 'tomorrow' : 'later'
}

/** The tasks by group, each in the order they came in; empty groups are left out. */
export function grouped(tasks: Task[], dayOf: DayOf, now = Date.now(), wholeOf = dayOf): { group: DueGroup; tasks: Task[] }[] {
  return dueGroups.map((group) => ({ group, tasks: tasks.filter((t) => groupOf(t, dayOf, now, wholeOf) === group) })).filter((g) => g.tasks.length > 0)
}
