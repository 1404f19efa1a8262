import { queryOptions } from '@tanstack/react-query'
import { api } from './client'

/** Who is at the operator's console. */
export const operatorQuery = () => queryOptions({ queryKey: ['/operator/me'], queryFn: ({ signal }) => api.get('/operator/me', { signal }), staleTime: 60_000, retry: false })
