import { api } from '@/shared/api/client'
import type { Items, ListQuery, Page } from '@/shared/api/types'
import type { Counted, CountsQuery } from '@/shared/api/typesView'
import type { LookList, Looked } from './types'

/** Under which a list's questions are remembered; all of them are forgotten together. */
export const keyOf = <T extends Looked>({ of }: LookList<T>): readonly string[] => (typeof of === 'string' ? [of] : ['/objects', of.objectId])

/** A page of the list. */
export function pageOf<T extends Looked>({ of }: LookList<T>, query: ListQuery, signal?: AbortSignal): Promise<Page<T>> {
  const answer = typeof of === 'string' ? api.get(of, { query, signal }) : api.get('/objects/{id}/records', { path: { id: of.objectId }, query, signal })
  return answer as unknown as Promise<Page<T>>
}

/** How many of its rows have each value of a field. */
export function countsOf<T extends Looked>({ of }: LookList<T>, query: CountsQuery, signal?: AbortSignal): Promise<Items<Counted>> {
  return typeof of === 'string' ? api.get(`${of}/counts`, { query, signal }) : api.get('/objects/{id}/records/counts', { path: { id: of.objectId }, query, signal })
}
