import { queryOptions } from '@tanstack/react-query'
import { api } from '@/shared/api/client'

/** The pipelines with their stages in order, the default one first. */
export const pipelinesQuery = () => queryOptions({
  queryKey: ['/pipelines'],
  staleTime: 5 * 60_000,
  queryFn: async ({ signal }) => (await api.get('/pipelines', { signal })).items,
})
