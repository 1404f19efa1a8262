import type { TFunction } from 'i18next'
import type { Deal } from '@/shared/api/types'
import type { Format } from '@/shared/i18n/format'

/** The day a deal is expected to close, and by how much an open one is late, in words. */
export interface Expected { date: string; late: string | null }

export function expectedOf(deal: Pick<Deal, 'expectedOn' | 'status'>, t: TFunction, format: Format, now = Date.now()): Expected | null {
  if (!deal.expectedOn) return null
  const days = (Date.parse(format.day(now)) - Date.parse(deal.expectedOn)) / 86_400_000
  return { date: format.date(deal.expectedOn), late: deal.status === 'open' && days > 0 ? t('common:due.lateDays', { count: days }) : null }
}
