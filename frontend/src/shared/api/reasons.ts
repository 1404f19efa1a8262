import { queryOptions } from '@tanstack/react-query'
import { api } from './client'

/** What deals are usually lost for, in the company's own words. */
export const reasonsQuery = () => queryOptions({
  queryKey: ['/pipelines', 'lost-reasons'],
  staleTime: 5 * 60_000,
  queryFn: async ({ signal }) => (await api.get('/lost-reasons', { signal })).items,
})
