import { infiniteQueryOptions, queryOptions, useQueryClient, type InfiniteData, type QueryClient } from '@tanstack/react-query'
import type { ListSearch } from '@/shared/lib/search'
import { api } from './client'
import type { Company, Contact, Count, Deal, Page, Task } from './types'

/** Lists by pages of 100 with a cursor. Keys: [path, 'list', query], [path, 'count', query], [path, 'one', id]. */
export interface Listed { '/contacts': Contact; '/companies': Company; '/deals': Deal; '/tasks': Task }
export type ListPath = keyof Listed
type Extra = Record<string, string | undefined>

export const pageSize = 100

/** For `useInfiniteQuery`: the list that an address describes. `extra` are further query values, like a status. */
export function listQuery<P extends ListPath>(path: P, search: ListSearch, extra: Extra = {}) {
  const query = { q: search.q, sort: search.sort, filter: search.filter, where: search.where, ...extra }
  return infiniteQueryOptions({
    queryKey: [path, 'list', query] as const,
    queryFn: ({ pageParam, signal }) =>
      api.get(path, { query: { ...query, cursor: pageParam, limit: pageSize }, signal } as never) as unknown as Promise<Page<Listed[P]>>,
    gcTime: 30 * 60_000, // so that whoever reads a record for long can still go on to the next
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Page<Listed[P]>) => last.next ?? undefined,
  })
}

/** How many rows the same list has. */
export function countQuery(path: ListPath, search: ListSearch, extra: Extra = {}) {
  const query = { q: search.q, filter: search.filter, where: search.where, ...extra }
  return queryOptions({
    queryKey: [path, 'count', query] as const,
    queryFn: ({ signal }) => api.get(`${path}/count` as '/contacts/count', { query, signal }),
    select: (c: Count) => c.count,
  })
}

/** One record. */
export function oneQuery<P extends ListPath>(path: P, id: string) {
  return queryOptions({
    queryKey: [path, 'one', id] as const,
    queryFn: ({ signal }) => api.get(`${path}/{id}` as '/contacts/{id}', { path: { id }, signal }) as unknown as Promise<Listed[P]>,
  })
}

type Row = { id: string; version: number }
type Pages<T> = InfiniteData<Page<T>>

/** Replaces a record wherever it is shown (lists and its page), at once. Answers how to take that back. */
export function patchEverywhere<P extends ListPath>(queryClient: QueryClient, path: P, id: string, changes: Partial<Listed[P]>): () => void {
  const before = [...queryClient.getQueriesData<Pages<Row>>({ queryKey: [path, 'list'] })]
  const one = queryClient.getQueryData<Row>([path, 'one', id])
  const merge = (row: Row): Row => (row.id === id ? { ...row, ...changes } : row)
  queryClient.setQueriesData<Pages<Row>>({ queryKey: [path, 'list'] }, (data) =>
    data && { ...data, pages: data.pages.map((p) => (p.items.some((r) => r.id === id) ? { ...p, items: p.items.map(merge) } : p)) })
  if (one) queryClient.setQueryData([path, 'one', id], merge(one))
  return () => {
    for (const [key, data] of before) queryClient.setQueryData(key, data)
    if (one) queryClient.setQueryData([path, 'one', id], one)
  }
}

/**
 * Saves changes of a record: shown at once, taken back when the server refuses (the error is thrown on, for the
 * field to show). Fields that only show another's name (`companyName`) may be given in `shown`.
 */
export function useSaveRecord<P extends ListPath>(path: P) {
  const queryClient = useQueryClient()
  return async (row: Listed[P], changes: Partial<Listed[P]>, shown: Partial<Listed[P]> = {}): Promise<Listed[P]> => {
    const rollback = patchEverywhere(queryClient, path, row.id, { ...changes, ...shown })
    try {
      const saved = (await api.patch(`${path}/{id}` as '/contacts/{id}', { path: { id: row.id }, body: { ...changes, version: row.version } as never })) as unknown as Listed[P]
      patchEverywhere(queryClient, path, row.id, saved)
      void queryClient.invalidateQueries({ queryKey: ['timeline'] })
      return saved
    } catch (error) {
      rollback()
      void queryClient.invalidateQueries({ queryKey: [path] })
      throw error
    }
  }
}

