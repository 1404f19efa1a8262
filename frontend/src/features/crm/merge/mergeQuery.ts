import { infiniteQueryOptions, queryOptions, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { ownFieldsQuery, ownKey } from '@/shared/api/fields'
import type { MergePath } from '@/shared/api/typesMerge'
import { complain, inform, undoable } from '@/shared/ui/undoable'

/** The kind that an address names. */
export const pathOf = (kind: string): MergePath => (kind === 'companies' ? '/companies' : '/contacts')

/** Kinds differ in their addresses only; the client is asked in the words of contacts. */
const as = (path: MergePath) => path as '/contacts'

/** Pairs that may be the same, or those of which somebody said that they are not. */
export const duplicatesQuery = (path: MergePath, apart: boolean) => infiniteQueryOptions({
  queryKey: [path, 'duplicates', apart] as const,
  queryFn: ({ pageParam, signal }) => api.get(`${as(path)}/duplicates`, { query: { apart, cursor: pageParam }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last) => last.next ?? undefined,
})

export const proposalQuery = (path: MergePath, id: string, otherId: string) => queryOptions({
  queryKey: [path, 'merge', id, otherId] as const,
  queryFn: ({ signal }) => api.get(`${as(path)}/{id}/merge/{otherId}`, { path: { id, otherId }, signal }),
})

export const mergesQuery = (path: MergePath, id: string) => queryOptions({
  queryKey: [path, 'merges', id] as const,
  queryFn: ({ signal }) => api.get(`${as(path)}/{id}/merges`, { path: { id }, signal }),
})

/** What a merge touches: both records, and all that refers to them. */
function useRefresh() {
  const client = useQueryClient()
  return () => Promise.all([['/contacts'], ['/companies'], ['/deals'], ['/tasks'], ['timeline'], ['attachments'], ['shares']].map((queryKey) => client.invalidateQueries({ queryKey })))
}

/** Takes a merge apart and says which fields stay, since they were changed meanwhile. */
export function useTakeApart(path: MergePath) {
  const { t } = useTranslation('merge')
  const client = useQueryClient()
  const refresh = useRefresh()
  return async (id: string) => {
    const { kept } = await api.post(`${as(path)}/{id}/unmerge`, { path: { id } })
    const own = kept.some((f) => f.startsWith('custom.')) ? await client.fetchQuery(ownFieldsQuery(path === '/contacts' ? 'contact' : 'company')) : []
    const names = kept.map((f) => (f.startsWith('custom.') ? own.find((o) => ownKey(o.id) === f)?.label : t(`what.${f}`))).filter(Boolean)
    inform(names.length === 0 ? t('isApart') : t('kept', { fields: names.join(', ') }))
    await refresh()
  }
}

interface Side { id: string; name: string }

/** Merges the other record into the first; ten seconds to take that back at once, and any time from the record's page. */
export function useMerge(path: MergePath) {
  const { t } = useTranslation('merge')
  const refresh = useRefresh()
  const apart = useTakeApart(path)
  return async (one: Side, other: Side, body: { version: number; otherVersion: number; take: Record<string, boolean> }) => {
    await api.post(`${as(path)}/{id}/merge/{otherId}`, { path: { id: one.id, otherId: other.id }, body })
    undoable({ message: t('done', { one: one.name, other: other.name }), undo: () => apart(other.id) })
    await refresh()
  }
}

/** Remembers that two records are not the same, or forgets it; either can be taken back. */
export function useTellApart(path: MergePath) {
  const { t } = useTranslation('merge')
  const client = useQueryClient()
  const tell = async (one: Side, other: Side, apart: boolean) => {
    const at = `${as(path)}/duplicates/{id}/{otherId}/apart` as const
    const both = { path: { id: one.id, otherId: other.id } }
    await (apart ? api.put(at, both) : api.del(at, both))
    await client.invalidateQueries({ queryKey: [path, 'duplicates'] })
  }
  return (one: Side, other: Side, apart: boolean) => tell(one, other, apart).then(
    () => { if (apart) undoable({ message: t('toldApart', { one: one.name, other: other.name }), undo: () => tell(one, other, false) }) }, complain)
}
