import { queryOptions } from '@tanstack/react-query'
import { api } from './client'

/** The kinds of records that the company has made, by name, archived ones too. */
export const objectsQuery = () => queryOptions({ queryKey: ['/objects'] as const, staleTime: 60_000, queryFn: async ({ signal }) => (await api.get('/objects', { signal })).items })
