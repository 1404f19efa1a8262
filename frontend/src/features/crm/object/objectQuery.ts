import { infiniteQueryOptions, queryOptions, useQueryClient } from '@tanstack/react-query'
import { api } from '@/shared/api/client'
import type { OwnValues, StandardObject } from '@/shared/api/typesField'
import type { ObjectDraft, ObjectIcon, ObjectRecord, ObjectTarget, OwnObject } from '@/shared/api/typesObject'
import type { Count } from '@/shared/api/types'
import type { ListSearch } from '@/shared/lib/search'

const pageSize = 100

/** The records of a kind that an address describes. */
export function recordsQuery(id: string, search: ListSearch, extra: { custom?: string }) {
  const query = { q: search.q, sort: search.sort, filter: search.filter, where: search.where, ...extra }
  return infiniteQueryOptions({
    queryKey: ['/objects', id, 'list', query] as const,
    queryFn: ({ pageParam, signal }) => api.get('/objects/{id}/records', { path: { id }, query: { ...query, cursor: pageParam, limit: pageSize }, signal }),
    gcTime: 30 * 60_000, // so that whoever reads a record for long can still go on to the next
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  })
}

export const totalQuery = (id: string, { q, filter, where }: ListSearch) => queryOptions({
  queryKey: ['/objects', id, 'count', { q, filter, where }] as const,
  queryFn: ({ signal }) => api.get('/objects/{id}/records/count', { path: { id }, query: { q, filter, where }, signal }),
  select: (c: Count) => c.count,
})

export const recordQuery = (id: string) => queryOptions({ queryKey: ['/objects', 'record', id] as const, queryFn: ({ signal }) => api.get('/object-records/{id}', { path: { id }, signal }) })

/** The records that have to do with a person, a company or a deal. */
export const linkedQuery = (kind: StandardObject, id: string) => queryOptions({
  queryKey: ['/objects', 'linked', kind, id] as const, queryFn: async ({ signal }) => (await api.get('/objects/linked', { query: { kind, id }, signal })).items,
})

/** Reads again all that shows objects or their records. */
function useAfter() {
  const client = useQueryClient()
  return async <T>(done: Promise<T>): Promise<T> => {
    try {
      return await done
    } finally {
      await client.invalidateQueries({ queryKey: ['/objects'] })
      void client.invalidateQueries({ queryKey: ['timeline'] })
    }
  }
}

/** What can be done with kinds of records. */
export function useObjectActs() {
  const after = useAfter()
  return {
    make: (draft: { name: string; plural: string; icon: ObjectIcon }) => after(api.post('/objects', { body: draft })),
    change: (o: OwnObject, draft: ObjectDraft) => after(api.patch('/objects/{id}', { path: { id: o.id }, body: { version: o.version, ...draft } })),
    remove: (o: OwnObject) => after(api.del('/objects/{id}', { path: { id: o.id } })),
    restore: (o: OwnObject) => after(api.post('/objects/{id}/restore', { path: { id: o.id } })),
  }
}

type Changes = OwnValues & { name?: string; ownerId?: string | null }

/** What can be done with records. */
export function useRecordActs() {
  const after = useAfter()
  const client = useQueryClient()
  const one = (r: ObjectRecord) => ({ id: r.objectId, record: r.id })
  const save = async (r: ObjectRecord, { custom, name, ownerId }: Changes, shown: Partial<ObjectRecord> = {}) => {
    const key = recordQuery(r.id).queryKey
    client.setQueryData(key, (old) => old && { ...old, ...(name === undefined ? {} : { name }), ...shown })
    const saved = await after(api.patch('/objects/{id}/records/{record}', { path: one(r), body: { version: r.version, ...(custom ? { custom } : {}), ...(name === undefined ? {} : { name }), ...(ownerId === undefined ? {} : { ownerId }) } }))
    client.setQueryData(key, saved)
    return saved
  }
  return {
    save,
    add: (id: string, draft: { name: string } & OwnValues) => after(api.post('/objects/{id}/records', { path: { id }, body: { name: draft.name, ...(draft.custom ? { custom: draft.custom } : {}) } })),
    remove: (r: ObjectRecord) => after(api.del('/objects/{id}/records/{record}', { path: one(r) })),
    restore: (r: ObjectRecord) => after(api.post('/objects/{id}/records/{record}/restore', { path: one(r) })),
    link: (r: { id: string; objectId: string }, to: { kind: StandardObject; id: string }) => after(api.post('/objects/{id}/records/{record}/links', { path: { id: r.objectId, record: r.id }, body: { kind: to.kind, id: to.id } })),
    unlink: (r: ObjectRecord, to: ObjectTarget) => after(api.del('/objects/{id}/records/{record}/links/{kind}/{target}', { path: { ...one(r), kind: to.kind, target: to.id } })),
  }
}
