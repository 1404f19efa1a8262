import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api } from '@/shared/api/client'

export type Shown = 'open' | 'answered' | 'all'

/** What oneself has said, the newest first. */
export const mineQuery = () => queryOptions({ queryKey: ['/feedback', 'mine'], staleTime: 0, queryFn: ({ signal }) => api.get('/feedback/mine', { signal }) })

/** How many answers one has not seen. */
export const newsQuery = () => queryOptions({ queryKey: ['/feedback', 'news'], queryFn: ({ signal }) => api.get('/feedback/news', { signal }) })

/** What all have said, what has no answer first. */
export const feedbackQuery = (shown: Shown) => infiniteQueryOptions({
  queryKey: ['/feedback', 'all', shown],
  queryFn: ({ signal, pageParam }) => api.get('/feedback', { query: { ...(shown === 'all' ? {} : { filter: [`state:is:${shown}`] }), ...(pageParam ? { cursor: pageParam } : {}) }, signal }),
  initialPageParam: '', getNextPageParam: (last) => last.next,
})
