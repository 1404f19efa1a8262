import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '@/shared/api/client'
import { meQuery } from '@/shared/api/me'
import type { Billing, Interval, Money, Order, Plan, PlanCode, SeatKind } from '@/shared/api/types'

export const billingQuery = () => queryOptions({ queryKey: ['/billing'], queryFn: ({ signal }) => api.get('/billing', { signal }) })
export const invoicesQuery = () => queryOptions({ queryKey: ['/billing/invoices'], queryFn: ({ signal }) => api.get('/billing/invoices', { signal }), select: (answer) => answer.items })
export const plansQuery = () => queryOptions({
  queryKey: ['/plans'],
  queryFn: ({ signal }) => api.get('/plans', { signal }),
  select: (answer) => answer.items,
  staleTime: 10 * 60_000,
})

/** The list price of one seat; undefined when the plan is not sold that way. */
export function priceOf(plan: Plan, kind: SeatKind, interval: Interval, currency: string): Money | undefined {
  return plan.prices.find((p) => p.kind === kind && p.interval === interval && p.amount.currency === currency)?.amount
}

/** How much a year costs less than twelve months, between 0 and 1. */
export function yearSaving(plan: Plan, currency: string): number {
  const month = priceOf(plan, 'full', 'month', currency)?.amount ?? 0
  const year = priceOf(plan, 'full', 'year', currency)?.amount ?? 0
  return month > 0 ? 1 - year / (12 * month) : 0
}

/** Seats of a kind to pay: as many as are needed, and as many as there will be after the running period. Given ones come on top. */
export function seatsOf(billing: Billing, kind: SeatKind): { needed: number; next: number } {
  const seat = billing.seats.find((s) => s.kind === kind)
  return seat ? { needed: Math.max(0, seat.used - seat.given), next: (seat.scheduled ?? seat.licensed) - seat.given } : { needed: 0, next: 0 }
}

/** The exact price of an order, asked anew shortly after each turn of a stepper. */
export function useQuote(plan: PlanCode, interval: Interval, seats: { full: number; light: number }, enabled = true) {
  const [order] = useDebouncedValue<Order>({ plan, interval, seats }, 250)
  const settled = JSON.stringify(order) === JSON.stringify({ plan, interval, seats })
  const quote = useQuery({
    queryKey: ['/billing/quote', plan, interval, order.seats.full, order.seats.light],
    queryFn: () => api.post('/billing/quote', { body: { ...order, plan, interval } }),
    enabled,
    placeholderData: keepPreviousData,
    staleTime: 0,
  })
  return { ...quote, upToDate: settled && !quote.isFetching && !quote.isPlaceholderData }
}

/** What follows from a change of what was bought: seats, plan, state, rights. */
export function useTakeBilling(): (billing: Billing) => Promise<unknown> {
  const client = useQueryClient()
  return (billing) => {
    client.setQueryData(billingQuery().queryKey, billing)
    const keys = [['/seats'], ['/billing/invoices'], ['/first-steps'], meQuery().queryKey]
    return Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })))
  }
}

export function useChangeSeats() {
  const take = useTakeBilling()
  return useMutation({ mutationFn: (seats: { full: number; light: number }) => api.post('/billing/seats', { body: seats }), onSuccess: take })
}

export function useChangePlan() {
  const take = useTakeBilling()
  return useMutation({ mutationFn: (order: Order) => api.post('/billing/plan', { body: order }), onSuccess: take })
}

export function useCancel() {
  const take = useTakeBilling()
  return useMutation({ mutationFn: () => api.post('/billing/cancel'), onSuccess: take })
}

export function useResume() {
  const take = useTakeBilling()
  return useMutation({ mutationFn: () => api.post('/billing/resume'), onSuccess: take })
}

/** Leaves for a page of the payment provider; the busy state stays until the browser has gone. */
function leave({ url }: { url: string }): Promise<never> {
  location.assign(url)
  return new Promise(() => undefined)
}

export const useCheckout = () => useMutation({ mutationFn: async (order: Order) => leave(await api.post('/billing/checkout', { body: order })) })
export const usePortal = () => useMutation({ mutationFn: async () => leave(await api.post('/billing/portal')) })
