import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { countQuery, listQuery, patchEverywhere } from '@/shared/api/list'
import type { RecordKind, Task, TaskDraft, Today } from '@/shared/api/types'
import type { ListSearch } from '@/shared/lib/search'
import { complain, undoable } from '@/shared/ui/undoable'

export type TaskStatus = 'open' | 'overdue' | 'done' | 'all'

export const tasksQuery = (status: TaskStatus, search: ListSearch, extra: { custom?: string } = {}) => listQuery('/tasks', search, { status, ...extra })
export const taskCountQuery = (status: TaskStatus, search: ListSearch) => countQuery('/tasks', search, { status })
/** The open tasks about one record, the most urgent first. */
export const tasksAboutQuery = (about: { kind: RecordKind; id: string }) => listQuery('/tasks', {}, { status: 'open', about: `${about.kind}:${about.id}` })

/** Shows changed fields of a task wherever it is, at once; answers how to take that back. */
function showTask(client: QueryClient, id: string, changes: Partial<Task>): () => void {
  const unlist = patchEverywhere(client, '/tasks', id, changes)
  const before = client.getQueryData<Today>(['/tasks', 'today'])
  const merge = (task: Task) => (task.id === id ? { ...task, ...changes } : task)
  client.setQueryData<Today>(['/tasks', 'today'], (d) => d && { ...d, overdue: d.overdue.map(merge), today: d.today.map(merge), upcoming: d.upcoming.map(merge), later: d.later.map(merge) })
  return () => { unlist(); if (before) client.setQueryData(['/tasks', 'today'], before) }
}

/**
 * What shows tasks is fetched again: with `stay` only once it is next opened, so that a row just ticked does not
 * vanish from under the pointer and can be ticked back.
 */
function tasksChanged(client: QueryClient, stay: boolean) {
  void client.invalidateQueries({ queryKey: ['/tasks'], refetchType: stay ? 'none' : 'active' })
  void client.invalidateQueries({ queryKey: ['/tasks', 'count'] })
  void client.invalidateQueries({ queryKey: ['/deals'], refetchType: 'none' })
  void client.invalidateQueries({ queryKey: ['/first-steps'], refetchType: 'none' })
  void client.invalidateQueries({ queryKey: ['/dashboard'], refetchType: 'none' })
  void client.invalidateQueries({ queryKey: ['timeline'] })
}

export interface TaskActions {
  create: (draft: TaskDraft & { title: string }) => Promise<Task>
  /** Shown at once; a refusal takes it back and says why. */
  setDone: (task: Task, done: boolean) => Promise<Task | undefined>
  /** Out of sight until a time; null brings it back. Can be undone. */
  snooze: (task: Task, until: string | null) => Promise<void>
  save: (task: Task, changes: TaskDraft, shown?: Partial<Task>) => Promise<Task>
  /** With `only`, the next one of a repeated task comes all the same. */
  remove: (task: Task, only?: boolean) => Promise<void>
}

export function useTaskActions(): TaskActions {
  const client = useQueryClient()
  const { t } = useTranslation('task')
  const setDone = async (task: Task, done: boolean): Promise<Task | undefined> => {
    const takeBack = showTask(client, task.id, { doneAt: done ? new Date().toISOString() : null })
    try {
      const saved = await api.post(done ? '/tasks/{id}/done' : '/tasks/{id}/reopen', { path: { id: task.id } })
      showTask(client, task.id, saved)
      tasksChanged(client, true)
      if (done) undoable({ message: t('task:doneToast', { title: task.title }), undo: () => setDone(saved, false) })
      return saved
    } catch (error) {
      takeBack()
      return complain(error) as undefined
    }
  }
  const snooze = async (task: Task, until: string | null) => {
    try {
      const saved = await api.post('/tasks/{id}/snooze', { path: { id: task.id }, body: { until } })
      showTask(client, task.id, saved)
      tasksChanged(client, false)
      if (until) undoable({ message: t('task:snoozed', { title: task.title }), undo: () => snooze(saved, task.snoozedUntil) })
    } catch (error) {
      complain(error)
    }
  }
  return {
    setDone,
    snooze,
    create: async (draft) => {
      const task = await api.post('/tasks', { body: draft })
      tasksChanged(client, false)
      return task
    },
    save: async (task, changes, shown = {}) => {
      const takeBack = showTask(client, task.id, { ...(changes as Partial<Task>), ...shown })
      try {
        const saved = await api.patch('/tasks/{id}', { path: { id: task.id }, body: { ...changes, version: task.version } })
        showTask(client, task.id, saved)
        tasksChanged(client, false)
        return saved
      } catch (error) {
        takeBack()
        tasksChanged(client, false)
        throw error
      }
    },
    remove: async (task, only = false) => {
      try {
        await api.del('/tasks/{id}', { path: { id: task.id }, ...(only ? { query: { only } } : {}) })
      } catch (error) {
        return complain(error)
      }
      tasksChanged(client, false)
      undoable({ message: t('task:deleted', { title: task.title }), undo: async () => { await api.post('/tasks/{id}/restore', { path: { id: task.id } }); tasksChanged(client, false) } })
    },
  }
}
