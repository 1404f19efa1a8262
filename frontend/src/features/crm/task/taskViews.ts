import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { taskKinds } from '@/shared/api/typesWork'
import type { ListSearch } from '@/shared/lib/search'
import type { FilterField } from '@/shared/ui/filter/filters'
import { useOwnFilters } from '@/shared/ui/own/useOwnColumns'
import { useViewState, type ViewState } from '@/shared/ui/views/useViewState'
import type { TaskStatus } from './taskQuery'

/** What the page keeps in its address; `view` is how the tasks are looked at, by when they are due unless it says otherwise. */
export interface TasksSearch extends ListSearch { status?: TaskStatus; everyone?: boolean; view?: 'table' }
export type SetTasks = (changes: Partial<TasksSearch>) => void

const mine = 'assignee:is:me'
const marks: Record<TaskStatus, string[]> = { open: ['status:is:open'], overdue: ['overdue:is:yes'], done: ['status:is:done'], all: [] }
const markOf = (filter: string[]) => (['open', 'overdue', 'done'] as const).find((s) => filter.includes(marks[s][0]!)) ?? 'all'
const or = (filter: string[]) => (filter.length > 0 ? filter : undefined)

/** The list that an address asks for, beside its status. */
export function listOf(search: TasksSearch): ListSearch {
  const filter = or([...(search.everyone ? [] : [mine]), ...(search.filter ?? [])])
  return { q: search.q, where: search.where, filter, sort: search.sort ?? (search.status === 'done' ? '-dueAt' : undefined) }
}

/** The same as a view keeps it: whose tasks and which are conditions like others. */
export function questionOf(search: TasksSearch): ListSearch {
  return { ...search, filter: or([...(search.everyone ? [] : [mine]), ...marks[search.status ?? 'open'], ...(search.filter ?? [])]) }
}

/** What a view asks for, as the address says it. */
export function addressOf(changes: Partial<ListSearch>): Partial<TasksSearch> {
  if (!('filter' in changes)) return changes
  const filter = changes.filter ?? []
  const status = markOf(filter)
  const rest = filter.filter((f) => f !== mine && !marks[status].includes(f))
  return { ...changes, filter: or(rest), everyone: filter.includes(mine) ? undefined : true, status: status === 'open' ? undefined : status }
}

/** The views of tasks, and how one is opened in its look. */
export function useTaskViews(search: TasksSearch, set: SetTasks): ViewState {
  const question = useMemo(() => questionOf(search), [search])
  return useViewState({
    object: 'task', search: question, set: (changes) => set(addressOf(changes)), kind: search.view ?? 'groups',
    onKind: (kind) => ({ view: kind === 'table' ? 'table' : undefined }) as Partial<ListSearch>,
  })
}

/** What tasks can be filtered by, beside the status, which has its tabs. */
export function useTaskFilters(): FilterField[] {
  const { t } = useTranslation(['task', 'taskList', 'work'])
  const own = useOwnFilters('task')
  return useMemo(() => [
    { id: 'title', label: t('task:field.title'), kind: 'text', ops: ['contains', 'begins', 'is', 'not'] },
    { id: 'assignee', label: t('task:field.assignee'), kind: 'person', ops: ['is', 'not'] },
    { id: 'kind', label: t('work:kind.label'), kind: 'choice', ops: ['is', 'not', 'anyOf'], options: taskKinds.map((value) => ({ value, label: t(`work:kind.${value}`) })) },
    { id: 'dueAt', label: t('task:field.due'), kind: 'date' },
    { id: 'createdAt', label: t('taskList:created'), kind: 'date', ops: ['within', 'before', 'after', 'is', 'older'] },
    ...own,
  ], [t, own])
}

/** Who is asked for by name is found among everyone's tasks. */
export const widened = (next: Pick<ListSearch, 'filter' | 'where'>): Partial<TasksSearch> =>
  ([...(next.filter ?? []), next.where ?? ''].some((f) => f.includes('assignee:')) ? { ...next, everyone: true } : next)
