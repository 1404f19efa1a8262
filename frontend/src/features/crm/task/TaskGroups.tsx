import { Button } from '@mantine/core'
import { IconCheckbox } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { Task } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import type { ListSearch } from '@/shared/lib/search'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import type { Range, Selection } from '@/shared/ui/grid/useSelection'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { grouped, type DueGroup } from './groups'
import classes from './Task.module.css'
import { TaskRow } from './TaskRow'
import { tasksQuery, type TaskStatus } from './taskQuery'

interface TaskGroupsProps { status: TaskStatus; list: ListSearch; asked: boolean; selection: Selection }

/** The tasks by when they are due; those that are done, the latest first. */
export function TaskGroups({ status, list, asked, selection }: TaskGroupsProps) {
  const { t } = useTranslation('task')
  const query = useInfiniteQuery(tasksQuery(status, list))
  if (query.isPending) return <ListSkeleton />
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  const tasks = query.data.pages.flatMap((p) => p.items)
  if (tasks.length === 0) return <Nothing status={status} asked={asked} />
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

/** No tasks at all, or none that fit what was asked for. */
export function Nothing({ status, asked }: { status: TaskStatus; asked: boolean }) {
  const { t } = useTranslation('task')
  const may = useCan()('task', 'create')
  if (asked) return <EmptyState icon={<IconCheckbox size={24} stroke={1.75} />} title={t('task:empty.nothingFits')} />
  return <EmptyState icon={<IconCheckbox size={24} stroke={1.75} />} title={t(`task:empty.${status === 'all' ? 'open' : status}`)} text={status === 'open' && may ? t('task:empty.openText') : undefined} />
}
