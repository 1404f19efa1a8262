import type { TFunction } from 'i18next'
import { largestUnit } from './format'

/** How far a due time is: late by days, hours or minutes, due today, or ahead. */
export interface Due { state: 'overdue' | 'today' | 'ahead'; text: string }

/**
 * Words for a due time on the person's clock. A whole-day task is late only after its day.
 * `day` gives the calendar day of a moment where the person is (Format.day), `whole` that of a whole day, which stands on the
 * company's calendar (Format.companyDay).
 */
export function dueText(t: TFunction, due: { dueAt: string; allDay: boolean }, day: (v: string | number) => string, now = Date.now(), whole = day): Due {
  const today = day(now)
  const on = (due.allDay ? whole : day)(due.dueAt)
  const days = (Date.parse(on) - Date.parse(today)) / 86_400_000
  if (days <= -1) return { state: 'overdue', text: t('common:due.lateDays', { count: -days }) }
  const late = (now - Date.parse(due.dueAt)) / 1000
  if (days === 0 && !due.allDay && late > 0) {
    const { unit, n } = largestUnit(late)
    return { state: 'overdue', text: unit === 'hour' ? t('common:due.lateHours', { count: n }) : t('common:due.lateMinutes', { count: n }) }
  }
  if (days === 0) return { state: 'today', text: t('common:due.today') }
  if (days === 1) return { state: 'ahead', text: t('common:due.tomorrow') }
  return { state: 'ahead', text: t('common:due.inDays', { count: days }) }
}
