import { useQueryClient, type InfiniteData, type QueryClient, type QueryKey } from '@tanstack/react-query'
import type { ListSearch } from '@/shared/lib/search'
import { api } from './client'
import { pageSize, type Listed, type ListPath } from './list'
import type { Count, Page } from './types'

/** The records before and after one in the list it was opened from, its place in it, and how that list was asked for. */
export interface Neighbours {
  previous?: string; next?: string; position?: number; total?: number; search: ListSearch
  /** Of the last row that is loaded, when the list goes on: fetches what follows and answers the next record. */
  more?: () => Promise<string | undefined>
}

type Pages<T> = InfiniteData<Page<T>>

/** From the lists in memory, the one looked at last; nothing is fetched before `more` asks for it. */
export function useNeighbours(path: ListPath, id: string): Neighbours {
  const client = useQueryClient()
  const cache = client.getQueryCache()
  const lists = cache.findAll({ queryKey: [path, 'list'] })
  const newest = lists.toSorted((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt)
  for (const list of newest) {
    const pages = (list.state.data as Pages<Listed[ListPath]> | undefined)?.pages ?? []
    const rows = pages.flatMap((p) => p.items)
    const at = rows.findIndex((r) => r.id === id)
    if (at < 0) continue
    const search = searchOf(path, list.queryKey[2])
    const { q, filter, where } = search
    const counted = cache.find<Count>({ queryKey: [path, 'count', { q, filter, where }] })?.state.data?.count
    return { previous: rows[at - 1]?.id, next: rows[at + 1]?.id, position: at + 1, total: counted ?? (pages.at(-1)?.next ? undefined : rows.length), search, more: rows[at + 1] ? undefined : following(client, path, list.queryKey) }
  }
  return { search: {} }
}

/** Adds the next page to a list in memory, unless somebody else did meanwhile. */
function following(client: QueryClient, path: ListPath, key: QueryKey): Neighbours['more'] {
  const cursor = client.getQueryData<Pages<Listed[ListPath]>>(key)?.pages.at(-1)?.next
  if (!cursor) return undefined
  return async () => {
    const page = (await api.get(path, { query: { ...(key[2] as object), cursor, limit: pageSize } } as never)) as unknown as Page<Listed[ListPath]>
    client.setQueryData<Pages<Listed[ListPath]>>(key, (d) => (d?.pages.at(-1)?.next === cursor ? { pages: [...d.pages, page], pageParams: [...d.pageParams, cursor] } : d))
    return page.items[0]?.id
  }
}

function searchOf(path: ListPath, key: unknown): ListSearch {
  const { q, sort, filter, where } = (key ?? {}) as ListSearch
  const seen = views.get(path)
  return { q, sort, filter, where, ...(seen?.of === keyOf({ q, sort, filter, where }) ? { saved: seen.saved } : {}) }
}

const views = new Map<ListPath, { of: string; saved: string | undefined }>()
const keyOf = ({ q, sort, filter, where }: ListSearch) => JSON.stringify([q, sort, filter, where])

/** Notes with which view a list was asked for last, so that the way back from a record leads to it. */
export const lookedAt = (path: ListPath, search: ListSearch) => views.set(path, { of: keyOf(search), saved: search.saved })
