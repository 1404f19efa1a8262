import { queryOptions } from '@tanstack/react-query'
import { api } from '@/shared/api/client'

/** The company's keys, and the scopes a key can have. */
export const keysQuery = () => queryOptions({ queryKey: ['/api-keys'], queryFn: ({ signal }) => api.get('/api-keys', { signal }) })
