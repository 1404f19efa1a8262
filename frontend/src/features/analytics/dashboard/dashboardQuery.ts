import { queryOptions } from '@tanstack/react-query'
import { api } from '@/shared/api/client'
import type { Dashboard, Money } from '@/shared/api/types'

export const dashboardQuery = () => queryOptions({ queryKey: ['/dashboard'], queryFn: ({ signal }) => api.get('/dashboard', { signal }) })

/** The amount of one currency among sums; nothing is zero. */
export const inCurrency = (sums: Money[], currency: string) => sums.find((s) => s.currency === currency)?.amount ?? 0

/** The currencies that occur, the company's own first. */
export function currenciesIn(data: Dashboard): string[] {
  const all = [...data.openByStage, data.wonThisMonth].flatMap((x) => x.sums.map((s) => s.currency))
  return [...new Set([data.currency, ...all])]
}

export type Activity = Dashboard['activitiesByPerson'][number]
export const activityKinds = ['calls', 'meetings', 'emails', 'notes', 'tasksDone'] as const
export const totalOf = (person: Activity) => activityKinds.reduce((sum, kind) => sum + person[kind], 0)
