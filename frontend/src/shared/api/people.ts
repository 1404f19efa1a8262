import { queryOptions } from '@tanstack/react-query'
import { api } from './client'
import { ApiProblem } from './problem'
import type { Colleague } from './types'

/** Names for pickers. Who may not see colleagues gets none, not an error. */
export const colleaguesQuery = () => queryOptions({
  queryKey: ['/colleagues'],
  staleTime: 5 * 60_000,
  queryFn: async ({ signal }): Promise<Colleague[]> => {
    try {
      return (await api.get('/colleagues', { signal })).items
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 403) return []
      throw error
    }
  },
})
