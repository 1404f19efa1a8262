import { queryOptions } from '@tanstack/react-query'
import { api } from './client'

/** Seats by kind: licensed, used, and what one more costs. */
export const seatsQuery = () => queryOptions({
  queryKey: ['/seats'],
  queryFn: ({ signal }) => api.get('/seats', { signal }),
  select: (answer) => answer.items,
})

/** The licence of a server of one's own. */
export const licenceQuery = () => queryOptions({ queryKey: ['/licence'], queryFn: ({ signal }) => api.get('/licence', { signal }), staleTime: 5 * 60_000 })
