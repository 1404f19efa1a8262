import { queryOptions } from '@tanstack/react-query'
import { api } from '@/shared/api/client'
import type { SeatDay } from '@/shared/api/typesSeat'

export const seatDaysQuery = () => queryOptions({ queryKey: ['/seats/usage'], queryFn: ({ signal }) => api.get('/seats/usage', { signal }), select: (answer) => answer.items })
export const limitDaysQuery = () => queryOptions({ queryKey: ['/usage'], queryFn: ({ signal }) => api.get('/usage', { signal }), select: (answer) => answer.items })

/** One figure by day, oldest first, with what was allowed at the end. */
export interface Series { name: string; limit: number; points: { day: string; used: number }[] }

export const shownDays = 90

/** The last days, oldest first, as 2026-11-22 in UTC. */
export function lastDays(now: number): string[] {
  return Array.from({ length: shownDays }, (_, i) => new Date(now - (shownDays - 1 - i) * 86_400_000).toISOString().slice(0, 10))
}

/**
 * One line per name. A day without a figure of its own has that of the day before: seats are written down when they change,
 * limits are looked at while the service runs. Days before the first figure are left out.
 */
export function seriesOf(days: string[], all: { day: string; name: string; used: number; limit: number }[]): Series[] {
  return [...new Set(all.map((d) => d.name))].map((name) => {
    const mine = all.filter((d) => d.name === name).sort((a, b) => (a.day < b.day ? -1 : 1))
    const points: Series['points'] = []
    for (const day of days) {
      const last = mine.findLast((d) => d.day <= day)
      if (last) points.push({ day, used: last.used })
    }
    return { name, limit: mine.at(-1)?.limit ?? 0, points }
  }).filter((s) => s.points.length > 0)
}

export const ofSeats = (all: SeatDay[]) => all.map((d) => ({ day: d.day, name: d.kind, used: d.used, limit: d.granted }))
