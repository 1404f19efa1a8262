import { Button, SegmentedControl } from '@mantine/core'
import { IconCalendar, IconCheckbox } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useCan, useMe } from '@/shared/api/me'
import type { Task } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import type { ListSearch } from '@/shared/lib/search'
import { useAddress } from '@/shared/lib/useAddress'
import { LateBulkBar } from '@/shared/ui/bulk/LateBulkBar'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { useSelection, type Range, type Selection } from '@/shared/ui/grid/useSelection'
import { PageHeader } from '@/shared/ui/PageHeader'
import { SearchBox } from '@/shared/ui/SearchBox'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { grouped, type DueGroup } from './groups'
import classes from './Task.module.css'
import { TaskAdd } from './TaskAdd'
import { TaskRow } from './TaskRow'
import { taskCountQuery, tasksQuery, type TaskStatus } from './taskQuery'

/** What the page keeps in its address. */
export interface TasksSearch extends ListSearch { status?: TaskStatus; everyone?: boolean }

const statuses: TaskStatus[] = ['open', 'overdue', 'done']

/** What there is to do, by when; one line adds more. */
export function TasksPage() {
  const { t } = useTranslation('task')
  const may = useCan()
  const { slug } = useMe().tenant
  const [search, set] = useAddress<TasksSearch>()
  const status = search.status ?? 'open'
  const list: ListSearch = { q: search.q, filter: search.everyone ? undefined : ['assignee:is:me'], sort: status === 'done' ? '-dueAt' : undefined }
  const question = { q: list.q, filter: list.filter, where: list.where, status }
  const selection = useSelection(question)
  const total = useQuery({ ...taskCountQuery(status, list), enabled: selection.choosing }).data
  return (
    <>
      <PageHeader title={t('task:title')} actions={<><Button component={Link} to={`/${slug}/tasks/calendar`} variant="default" leftSection={<IconCalendar size={16} aria-hidden />}>{t('task:calendar')}</Button><Whose everyone={search.everyone ?? false} onChange={(everyone) => set({ everyone: everyone || undefined })} /></>} />
      {may('task', 'create') ? <TaskAdd key={search.new ? 'new' : 'line'} autoFocus={search.new} /> : null}
      <div className={classes.tabs}>
        <Tabs status={status} list={list} onChange={(s) => set({ status: s === 'open' ? undefined : s })} />
        {may('changeset', 'create') ? <Button variant="default" size="sm" aria-pressed={selection.choosing} onClick={() => selection.setChoosing(!selection.choosing)}>{t(selection.choosing ? 'common:action.cancel' : 'common:grid.select')}</Button> : null}
        <SearchBox label={t('task:search')} value={search.q ?? ''} onChange={(q) => set({ q: q || undefined })} />
      </div>
      <Tasks status={status} list={list} selection={selection} />
      <LateBulkBar object="task" selection={selection} total={total} question={question} />
    </>
  )
}

function Tabs({ status, list, onChange }: { status: TaskStatus; list: ListSearch; onChange: (status: TaskStatus) => void }) {
  const { t } = useTranslation('task')
  const format = useFormat()
  const open = useQuery(taskCountQuery('open', list)).data
  const overdue = useQuery(taskCountQuery('overdue', list)).data
  const counts: Partial<Record<TaskStatus, number | undefined>> = { open, overdue }
  const label = (s: TaskStatus) => {
    const n = counts[s]
    return n === undefined ? t(`task:status.${s}`) : `${t(`task:status.${s}`)} · ${format.number(n)}`
  }
  return <SegmentedControl size="sm" aria-label={t('task:status.label')} value={status} onChange={(s) => onChange(s as TaskStatus)} data={statuses.map((s) => ({ value: s, label: label(s) }))} />
}

/** One's own tasks or everyone's, for those who see others' at all. */
function Whose({ everyone, onChange }: { everyone: boolean; onChange: (everyone: boolean) => void }) {
  const { t } = useTranslation('task')
  const scope = useMe().permissions.task?.read
  if (scope !== 'all' && scope !== 'team') return null
  return <SegmentedControl size="sm" aria-label={t('task:whose.label')} value={everyone ? 'all' : 'mine'} onChange={(v) => onChange(v === 'all')} data={[{ value: 'mine', label: t('task:whose.mine') }, { value: 'all', label: t('task:whose.all') }]} />
}

function Tasks({ status, list, selection }: { status: TaskStatus; list: ListSearch; selection: Selection }) {
  const { t } = useTranslation('task')
  const query = useInfiniteQuery(tasksQuery(status, list))
  if (query.isPending) return <ListSkeleton />
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  const tasks = query.data.pages.flatMap((p) => p.items)
  if (tasks.length === 0) return <Nothing status={status} asked={list.q !== undefined} />
  return (
    <>
      {status === 'done' ? <div className={classes.group}><Card tasks={tasks} label={t('task:status.done')} selection={selection} /></div> : <Groups tasks={tasks} selection={selection} />}
      {query.hasNextPage ? <div className={classes.more2}><Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('common:action.loadMore')}</Button></div> : null}
    </>
  )
}

function Groups({ tasks, selection }: { tasks: Task[]; selection: Selection }) {
  const { t } = useTranslation('task')
  const format = useFormat()
  return grouped(tasks, format.day, undefined, format.companyDay).map(({ group, tasks: some }) => (
    <section key={group} className={classes.group} aria-label={t(`task:group.${group}`)}>
      <GroupHead group={group} count={format.number(some.length)} />
      <Card tasks={some} label={t(`task:group.${group}`)} selection={selection} />
    </section>
  ))
}

function GroupHead({ group, count }: { group: DueGroup; count: string }) {
  const { t } = useTranslation('task')
  return <div className={classes.groupHead} data-group={group}><h2>{t(`task:group.${group}`)}</h2><span className={classes.groupCount}>{count}</span></div>
}

function Card({ tasks, label, selection }: { tasks: Task[]; label: string; selection: Selection }) {
  const row = (task: Task, index: number) => (selection.choosing ? <ChosenTask key={task.id} task={task} index={index} at={(i) => tasks[i]} selection={selection} /> : <TaskRow key={task.id} task={task} />)
  return <div className={classes.card}><ul className={classes.list} aria-label={label}>{tasks.map(row)}</ul></div>
}

/** A task while tasks are chosen: a touch on it chooses it. */
function ChosenTask({ task, index, at, selection }: { task: Task; index: number; at: Range; selection: Selection }) {
  return (
    <li className={classes.row}>
      <label className={classes.choose}>
        <input type="checkbox" checked={selection.has(task.id)} onClick={(e) => selection.toggle(task, index, e.shiftKey ? at : undefined)} onChange={() => undefined} />
        <span>{task.title}</span>
      </label>
    </li>
  )
}

function Nothing({ status, asked }: { status: TaskStatus; asked: boolean }) {
  const { t } = useTranslation('task')
  const may = useCan()('task', 'create')
  if (asked) return <EmptyState icon={<IconCheckbox size={24} stroke={1.75} />} title={t('task:empty.nothingFits')} />
  return <EmptyState icon={<IconCheckbox size={24} stroke={1.75} />} title={t(`task:empty.${status}`)} text={status === 'open' && may ? t('task:empty.openText') : undefined} />
}
