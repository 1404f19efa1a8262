import { queryOptions } from '@tanstack/react-query'
import { api } from './client'

/** What one has chosen for oneself in this company. */
export const preferenceQuery = () => queryOptions({ queryKey: ['/me/preferences'], queryFn: ({ signal }) => api.get('/me/preferences', { signal }) })
