import { useQueryClient, type InfiniteData } from '@tanstack/react-query'
import type { ListSearch } from '@/shared/lib/search'
import type { Listed, ListPath } from './list'
import type { Page } from './types'

/** The records before and after one in the list it was opened from, and how that list was asked for. */
export interface Neighbours { previous?: string; next?: string; search: ListSearch }

type Pages<T> = InfiniteData<Page<T>>

/** From the lists in memory, the one looked at last; nothing is fetched. */
export function useNeighbours(path: ListPath, id: string): Neighbours {
  const lists = useQueryClient().getQueryCache().findAll({ queryKey: [path, 'list'] })
  const newest = lists.toSorted((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt)
  for (const list of newest) {
    const rows = (list.state.data as Pages<Listed[ListPath]> | undefined)?.pages.flatMap((p) => p.items) ?? []
    const at = rows.findIndex((r) => r.id === id)
    if (at >= 0) return { previous: rows[at - 1]?.id, next: rows[at + 1]?.id, search: searchOf(list.queryKey[2]) }
  }
  return { search: {} }
}

function searchOf(key: unknown): ListSearch {
  const { q, sort, filter } = (key ?? {}) as ListSearch
  return { q, sort, filter }
}
