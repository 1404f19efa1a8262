import type { Task } from '@/shared/api/types'
import { fromLocal, toLocal } from './zone'

/** A day so many days after another, `YYYY-MM-DD`. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)
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
