import { infiniteQueryOptions, queryOptions, useQueryClient } from '@tanstack/react-query'
import i18next from 'i18next'
import { api } from '@/shared/api/client'
import { kindOf } from '@/shared/api/fields'
import { ApiProblem } from '@/shared/api/problem'
import type { BulkKind, BulkOrder, ChangeEntry, ChangeSet, EntryState } from '@/shared/api/typesBulk'
import { problemText } from '@/shared/i18n/problemText'
import { undoable } from '../undoable'

/** Still at work in the background. */
export const isBusy = (state: ChangeSet['state']) => state === 'checking' || state === 'running' || state === 'undoing'

/** One act; while it is at work its progress is asked for. */
export const changeQuery = (id: string) => queryOptions({
  queryKey: ['/changesets', 'one', id],
  queryFn: ({ signal }) => api.get('/changesets/{id}', { path: { id }, signal }),
  refetchInterval: (query) => (query.state.data && isBusy(query.state.data.state) ? 700 : false),
})

/** What became of its records, those in one state. */
export const entriesQuery = (set: ChangeSet, state: EntryState) => infiniteQueryOptions({
  queryKey: ['/changesets', 'entries', set.id, state, set.state],
  queryFn: ({ pageParam, signal }) => api.get('/changesets/{id}/entries', { path: { id: set.id }, query: { state, after: pageParam }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last: { items: ChangeEntry[]; more: boolean }) => (last.more ? last.items.at(-1)?.recordId : undefined),
})

const lists: Record<BulkKind, string> = { contact: '/contacts', company: '/companies', deal: '/deals', task: '/tasks', object_record: '/objects' }

/** What can be done with an act; whatever shows its records is fetched again. */
export function useBulk() {
  const client = useQueryClient()
  const fresh = (set: ChangeSet) => {
    client.setQueryData(changeQuery(set.id).queryKey, set)
    void client.invalidateQueries({ queryKey: ['/changesets', 'list'] })
    if (isBusy(set.state) || set.state === 'ready') return set
    for (const key of [lists[kindOf(set.object)], '/companies', '/board', 'timeline', '/imports']) void client.invalidateQueries({ queryKey: [key] })
    return set
  }
  const act = (what: 'start' | 'cancel' | 'undo') => (id: string) => api.post(`/changesets/{id}/${what}`, { path: { id } }).then(fresh)
  return { prepare: (order: BulkOrder) => api.post('/changesets', { body: order }).then(fresh), start: act('start'), cancel: act('cancel'), undo: act('undo'), fresh }
}

/** Why a record was not changed, or not put back, in words. */
export function whyNot({ code, params }: ChangeEntry): string {
  if (code === '') return ''
  const own = `bulk:why.${code.replace('.', '_')}`
  return i18next.exists(own) ? i18next.t(own) : problemText(new ApiProblem({ status: 422, code, params: params ?? {} }))
}

/** Says what was done, with a way back. */
export function offerUndo(set: ChangeSet, undo: (id: string) => Promise<unknown>): void {
  if (set.changed > 0) undoable({ message: i18next.t(`bulk:did.${set.act}`, { count: set.changed, n: new Intl.NumberFormat(i18next.language).format(set.changed) }), undo: () => undo(set.id) })
}
