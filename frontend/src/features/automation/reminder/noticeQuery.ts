import { queryOptions } from '@tanstack/react-query'
import { api } from '@/shared/api/client'

const everyMinute = 60_000

/** What one is told. Under /tasks, since it changes with them; asked for again each minute while the page is looked at. */
export const noticesQuery = () => queryOptions({
  queryKey: ['/tasks', 'notices'],
  queryFn: ({ signal }) => api.get('/notices', { signal }),
  refetchInterval: everyMinute,
  staleTime: 30_000,
})
