import { queryOptions } from '@tanstack/react-query'
import { api } from './client'

/** One's own second step: the dialog that asks for a proof and the settings share it. */
export const secondFactorQuery = () => queryOptions({
  queryKey: ['/me/second-factor'],
  queryFn: ({ signal }) => api.get('/me/second-factor', { signal }),
})
