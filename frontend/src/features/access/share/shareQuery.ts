import { queryOptions } from '@tanstack/react-query'
import { api } from '@/shared/api/client'
import { ApiProblem } from '@/shared/api/problem'
import type { RecordKind } from '@/shared/api/types'

export interface About { kind: RecordKind; id: string }

/** To whom a record is open besides those whose role shows it. */
export const sharesQuery = (about: About) => queryOptions({
  queryKey: ['/shares', about.kind, about.id],
  queryFn: async ({ signal }) => (await api.get('/shares', { query: { ...about }, signal })).items,
})

/** The teams to choose from; none for who may not see them. */
export const teamNamesQuery = () => queryOptions({
  queryKey: ['/teams', 'names'],
  staleTime: 5 * 60_000,
  queryFn: async ({ signal }) => {
    try {
      return (await api.get('/teams', { signal })).items.map(({ id, name }) => ({ id, name }))
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 403) return []
      throw error
    }
  },
})
