import { useQueryClient, type InfiniteData, type QueryClient, type QueryKey } from '@tanstack/react-query'
import type { ListSearch } from '@/shared/lib/search'
import { api } from './client'
import { pageSize, type ListPath } from './list'
import type { Count, Page } from './types'

/** The records before and after one in the list it was opened from, its place in it, and how that list was asked for. */
export interface Neighbours {
  previous?: string; next?: string; position?: number; total?: number; search: ListSearch
  /** Of the last row that is loaded, when the list goes on: fetches what follows and answers the next record. */
  more?: () => Promise<string | undefined>
}

type Row = { id: string }
type Pages = InfiniteData<Page<Row>>

/** A list: of the program's own by its path, of records of an object that the company has made by the object's id. */
export type ListOf = ListPath | { objectId: string }

/** Under what a list's questions are remembered. */
const rootOf = (of: ListOf): readonly string[] => (typeof of === 'string' ? [of] : ['/objects', of.objectId])

/** From the lists in memory, the one looked at last; nothing is fetched before `more` asks for it. */
export function useNeighbours(of: ListOf, id: string): Neighbours {
  const client = useQueryClient()
  const cache = client.getQueryCache()
  const root = rootOf(of)
  const lists = cache.findAll({ queryKey: [...root, 'list'] })
  const newest = lists.toSorted((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt)
  for (const list of newest) {
    const pages = (list.state.data as Pages | undefined)?.pages ?? []
    const rows = pages.flatMap((p) => p.items)
    const at = rows.findIndex((r) => r.id === id)
    if (at < 0) continue
    const search = searchOf(of, list.queryKey.at(-1))
    const { q, filter, where } = search
    const counted = cache.find<Count>({ queryKey: [...root, 'count', { q, filter, where }] })?.state.data?.count
    return { previous: rows[at - 1]?.id, next: rows[at + 1]?.id, position: at + 1, total: counted ?? (pages.at(-1)?.next ? undefined : rows.length), search, more: rows[at + 1] ? undefined : following(client, of, list.queryKey) }
  }
  return { search: {} }
}

/** Adds the next page to a list in memory, unless somebody else did meanwhile. */
function following(client: QueryClient, of: ListOf, key: QueryKey): Neighbours['more'] {
  const cursor = client.getQueryData<Pages>(key)?.pages.at(-1)?.next
  if (!cursor) return undefined
  return async () => {
    const query = { ...(key.at(-1) as object), cursor, limit: pageSize }
    const page = (await (typeof of === 'string' ? api.get(of, { query } as never) : api.get('/objects/{id}/records', { path: { id: of.objectId }, query }))) as unknown as Page<Row>
    client.setQueryData<Pages>(key, (d) => (d?.pages.at(-1)?.next === cursor ? { pages: [...d.pages, page], pageParams: [...d.pageParams, cursor] } : d))
    return page.items[0]?.id
  }
}

function searchOf(of: ListOf, key: unknown): ListSearch {
  const { q, sort, filter, where } = (key ?? {}) as ListSearch
  const seen = views.get(rootOf(of).join())
  return { q, sort, filter, where, ...(seen?.of === keyOf({ q, sort, filter, where }) ? { saved: seen.saved } : {}) }
}

const views = new Map<string, { of: string; saved: string | undefined }>()
const keyOf = ({ q, sort, filter, where }: ListSearch) => JSON.stringify([q, sort, filter, where])

/** Notes with which view a list was asked for last, so that the way back from a record leads to it. */
export const lookedAt = (of: ListOf, search: ListSearch) => views.set(rootOf(of).join(), { of: keyOf(search), saved: search.saved })
