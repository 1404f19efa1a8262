import { useMediaQuery } from '@mantine/hooks'
import { useState } from 'react'
import { useFormat } from '@/shared/i18n/format'
import { addDays } from '@/shared/lib/dueInput'
import { daysOf, turned } from './days'

export type SpanView = 'week' | 'month'
/** The days that a calendar of records shows; `until` is the first day after them. */
export interface Span { view: SpanView; day: string; days: string[]; from: string; until: string; today: string; look: (view: SpanView) => void; turn: (by: number) => void }

/** A month at first, on a phone a week; turned by one on and back, or by 0 to today. */
export function useSpan(): Span {
  const format = useFormat()
  const phone = useMediaQuery('(max-width: 767px)', false, { getInitialValueInEffect: false })
  const today = format.day(Date.now())
  const [view, look] = useState<SpanView>(phone ? 'week' : 'month')
  const [day, setDay] = useState(today)
  const days = daysOf(view, day)
  return { view, day, days, today, look, from: days[0] ?? day, until: addDays(days.at(-1) ?? day, 1), turn: (by) => setDay(by === 0 ? today : turned(view, day, by)) }
}
