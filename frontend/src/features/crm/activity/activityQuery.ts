import { infiniteQueryOptions, useQueryClient, type InfiniteData } from '@tanstack/react-query'
import { api } from '@/shared/api/client'
import type { Activity, ActivityDraft, ActivityType, RecordKind, TimelinePage } from '@/shared/api/types'
import type { Named } from './mentions'
import { complain, undoable } from '@/shared/ui/undoable'

/** The record whose timeline it is. */
export interface About { kind: RecordKind; id: string }

type Pages = InfiniteData<TimelinePage>

/** What happened around a record, newest first; all of it when no types are chosen. */
export function timelineQuery({ kind, id }: About, types: ActivityType[] = [], mine = false) {
  const query = { kind, id, types: types.length > 0 ? types.join(',') : undefined, mine: mine || undefined }
  return infiniteQueryOptions({
    queryKey: ['timeline', kind, id, query.types ?? '', mine] as const,
    queryFn: ({ pageParam, signal }) => api.get('/timeline', { query: { ...query, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: TimelinePage) => last.next ?? undefined,
    refetchInterval: (q) => (q.state.data?.pages.some((p) => p.items.some(underway)) ? 3000 : false),
  })
}

/** Kith is doing it for somebody right now. What it has not heard of for long, it will hardly hear of at this moment. */
const underway = ({ at, data }: Activity) => data?.via !== undefined && !['sent', 'ended', 'failed'].includes(data.via.state) && Date.now() - Date.parse(at) < 600_000

/** Writing on timelines; all of them are kept in step, for an entry may show on several. */
export function useActivities() {
  const queryClient = useQueryClient()
  const key = { queryKey: ['timeline'] }
  const refresh = () => queryClient.invalidateQueries(key)
  const each = (change: (items: Activity[]) => Activity[]) =>
    queryClient.setQueriesData<Pages>(key, (data) => data && { ...data, pages: data.pages.map((p) => ({ ...p, items: change(p.items), pinned: change(p.pinned) })) })

  const add = async (draft: ActivityDraft) => {
    await api.post('/activities', { body: draft })
    await refresh()
  }
  const change = async (entry: Activity, changes: { text: string; minutes: number; mentions: Named[] }) => {
    try {
      const saved = await api.patch('/activities/{id}', { path: { id: entry.id }, body: { ...changes, version: entry.version } })
      each((items) => items.map((a) => (a.id === saved.id ? saved : a)))
    } catch (error) {
      await refresh()
      throw error
    }
  }
  /** Above the timeline of the record it is about, or down again. */
  const pin = async (entry: Activity) => {
    try {
      await api.patch('/activities/{id}', { path: { id: entry.id }, body: { pinned: !entry.pinned, version: entry.version } })
    } catch (error) {
      complain(error)
    }
    await refresh()
  }
  /** Gone at once, ten seconds to take it back. */
  const remove = async (entry: Activity, message: string) => {
    const path = { id: entry.id }
    each((items) => items.filter((a) => a.id !== entry.id))
    try {
      await api.del('/activities/{id}', { path })
      undoable({ message, undo: async () => { await api.post('/activities/{id}/restore', { path }); await refresh() } })
    } catch (error) {
      complain(error)
      void refresh()
    }
  }
  return { add, change, pin, remove, refresh }
}
