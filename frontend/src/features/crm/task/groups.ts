import type { Task } from '@/shared/api/types'
import { fromLocal, toLocal } from '@/shared/lib/zone'

export type DueGroup = 'overdue' | 'today' | 'tomorrow' | 'later' | 'none'
export const dueGroups: DueGroup[] = ['overdue', 'today', 'tomorrow', 'later', 'none']

/** Calendar day of a moment: on the person's clock (Format.day), or the company's, where whole days stand (Format.companyDay). */
type DayOf = (moment: string | number) => string

/** A day so many days after another, `YYYY-MM-DD`. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)
}

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

/** When a task is due, as two inputs hold it. */
export interface DueInput { day: string; time: string }

export function dueInput(task: Pick<Task, 'dueAt' | 'allDay'>, zone: string, company = zone): DueInput {
  if (!task.dueAt) return { day: '', time: '' }
  const [day = '', time = ''] = toLocal(task.dueAt, task.allDay ? company : zone).split('T')
  return { day, time: task.allDay ? '' : time }
}

/** What the API takes: a day alone is a task for the whole day. */
export function dueFields({ day, time }: DueInput, zone: string, company = zone): { dueAt: string | null; allDay: boolean } {
  if (day === '') return { dueAt: null, allDay: false }
  return { dueAt: fromLocal(`${day}T${time || '00:00'}`, time === '' ? company : zone), allDay: time === '' }
}
