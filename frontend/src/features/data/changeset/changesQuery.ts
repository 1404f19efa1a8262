import { infiniteQueryOptions } from '@tanstack/react-query'
import { api } from '@/shared/api/client'
import { isBusy } from '@/shared/ui/bulk/bulkQuery'

/** The acts on many records, the newest first; while one is at work the list is asked for again. */
export const changesQuery = () => infiniteQueryOptions({
  queryKey: ['/changesets', 'list'],
  queryFn: ({ pageParam, signal }) => api.get('/changesets', { query: { cursor: pageParam, limit: 50 }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last) => last.next ?? undefined,
  refetchInterval: (query) => (query.state.data?.pages.some((p) => p.items.some((s) => isBusy(s.state))) ? 1500 : false),
})
