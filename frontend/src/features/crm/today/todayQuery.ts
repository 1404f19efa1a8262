import { queryOptions } from '@tanstack/react-query'
import { api } from '@/shared/api/client'

/** One's own work of the coming week and the deals without a next step. Under /tasks, since it changes with them. */
export const todayQuery = () => queryOptions({
  queryKey: ['/tasks', 'today'],
  queryFn: ({ signal }) => api.get('/today', { signal }),
})
