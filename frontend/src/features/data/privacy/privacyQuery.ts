import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api } from '@/shared/api/client'
import type { PrivacyRequests } from '@/shared/api/typesPrivacy'

const waitsFor = 2_000

/** What was asked for, the newest first; looked at again while something is on its way. */
export const requestsQuery = () => infiniteQueryOptions({
  queryKey: ['/privacy/requests'],
  queryFn: ({ signal, pageParam }) => api.get('/privacy/requests', { query: { cursor: pageParam ?? undefined }, signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (last: PrivacyRequests) => last.next,
  refetchInterval: ({ state }) => (state.data?.pages.some((p) => p.items.some((r) => r.state === 'waiting')) ? waitsFor : false),
})

/** What goes when a person is forgotten. */
export const erasureQuery = (id: string) => queryOptions({ queryKey: ['/contacts', id, 'erasure'], queryFn: ({ signal }) => api.get('/contacts/{id}/erasure', { path: { id }, signal }), gcTime: 0 })
