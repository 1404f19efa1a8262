import { Checkbox } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import i18next from 'i18next'
import { useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { Task, TaskKind } from '@/shared/api/types'
import { taskKinds } from '@/shared/api/typesWork'
import { useFormat } from '@/shared/i18n/format'
import { onDemand } from '@/shared/lib/onDemand'
import type { ListSearch } from '@/shared/lib/search'
import { DataGrid } from '@/shared/ui/DataGrid'
import { ExportButton } from '@/shared/ui/export/LateExport'
import { PersonPicker } from '@/shared/ui/form/pickers'
import { PickCell } from '@/shared/ui/grid/PickCell'
import { ImportButton } from '@/shared/ui/ImportButton'
import { shownIds } from '@/shared/ui/grid/useColumns'
import type { GridColumn } from '@/shared/ui/grid/types'
import type { Selection } from '@/shared/ui/grid/useSelection'
import { useOwnColumns } from '@/shared/ui/own/useOwnColumns'
import { complain } from '@/shared/ui/undoable'
import type { ViewState } from '@/shared/ui/views/useViewState'
import { Nothing } from './TaskGroups'
import { About, More, When } from './TaskRow'
import classes from './Task.module.css'
import { tasksQuery, useTaskActions, type TaskStatus } from './taskQuery'

const TaskDialog = onDemand(() => i18next.loadNamespaces('work').then(() => import('./TaskDialog')).then((m) => m.TaskDialog), (p) => p.task !== null)
const Snooze = onDemand(() => i18next.loadNamespaces('work').then(() => import('./Snooze')).then((m) => m.Snooze), (p) => p.task !== null)

interface TaskTableProps {
  status: TaskStatus
  list: ListSearch
  asked: boolean
  total: number | undefined
  views: ViewState
  toolbar: ReactNode
  selection?: Selection
  onSort: (sort: string | undefined) => void
  /** What is taken out as a file: the list with its status as a condition. */
  question: ListSearch
}

/** The tasks as a table, like other lists: sorted, with the columns that somebody chose. */
export function TaskTable({ status, list, asked, total, views, toolbar, selection, onSort, question }: TaskTableProps) {
  const { t } = useTranslation('task')
  const [open, setOpen] = useState<Task | null>(null)
  const [snoozing, setSnoozing] = useState<Task | null>(null)
  const { save } = useTaskActions()
  const own = useOwnColumns<Task>('tasks', 'task', (task, changes, shown) => save(task, { custom: changes.custom }, shown))
  const query = useInfiniteQuery(tasksQuery(status, list, own.extra))
  const may = useCan()
  const standard = useTaskColumns(setOpen)
  const columns = useMemo(() => [...standard, ...own.columns], [standard, own.columns])
  return (
    <>
      <DataGrid id="tasks" label={t('task:title')} columns={columns} query={query} total={total} sort={list.sort ?? 'dueAt'} onSort={onSort} layout={views.layout} onLayout={views.onLayout} onShown={own.onShown} toolbar={<>{toolbar}<ImportButton />{may('task', 'export') ? <ExportButton list="/tasks" search={question} total={total} columns={() => shownIds('tasks', columns, views.layout)} /> : null}</>}
        selection={selection} nameOf={(task) => task.title} empty={<Nothing status={status} asked={asked} />}
        rowActions={may('task', 'update') ? (task) => <More task={task} onEdit={() => setOpen(task)} onSnooze={() => setSnoozing(task)} /> : undefined} />
      <TaskDialog task={open} onClose={() => setOpen(null)} />
      <Snooze task={snoozing} onClose={() => setSnoozing(null)} />
    </>
  )
}

function useTaskColumns(onOpen: (task: Task) => void): GridColumn<Task>[] {
  const { t } = useTranslation(['task', 'taskList', 'work'])
  const format = useFormat()
  const may = useCan()('task', 'update')
  const { save, setDone } = useTaskActions()
  return useMemo(() => {
    const kinds = taskKinds.map((value) => ({ value, label: t(`work:kind.${value}`) }))
    const columns: GridColumn<Task>[] = [
      { id: 'name', label: t('task:field.title'), width: 320, cell: (task) => <Title task={task} onOpen={onOpen} onTick={may ? (done) => void setDone(task, done) : undefined} /> },
      { id: 'dueAt', label: t('task:field.due'), sort: 'dueAt', width: 180, card: true, cell: (task) => <When task={task} /> },
      { id: 'about', label: t('task:field.about'), width: 190, card: true, cell: (task) => (task.about?.name ? <About task={task} /> : null) },
      { id: 'assignee', label: t('task:field.assignee'), width: 160, card: true, cell: (task) => task.assigneeName, edit: {
        value: () => '', save: () => Promise.resolve(),
        render: (task, done) => <PickCell done={done}><PersonPicker aria-label={t('task:field.assignee')} autoFocus defaultValue={task.assigneeId} defaultLabel={task.assigneeName} onChange={(id, name) => { done(); if (id) save(task, { assigneeId: id }, { assigneeName: name }).catch(complain) }} /></PickCell>,
      } },
      { id: 'kind', label: t('work:kind.label'), width: 110, cell: (task) => t(`work:kind.${task.kind}`), edit: { type: 'choice', options: kinds, value: (task) => task.kind, save: (task, kind) => save(task, { kind: kind as TaskKind }) } },
      { id: 'createdAt', label: t('taskList:created'), sort: 'createdAt', width: 130, hidden: true, cell: (task) => <span title={format.dateTime(task.createdAt)}>{format.date(task.createdAt)}</span> },
    ]
    return may ? columns : columns.map((c) => ({ ...c, edit: undefined }))
    // eslint-disable-next-line react/exhaustive-deps -- the actions are made anew each time but do the same
  }, [t, format, may, onOpen])
}

/** The box that ticks a task, and its title, which opens it. */
function Title({ task, onOpen, onTick }: { task: Task; onOpen: (task: Task) => void; onTick?: (done: boolean) => void }) {
  const { t } = useTranslation('task')
  const done = task.doneAt !== null
  return (
    <span className={classes.inCell} data-done={done || undefined}>
      <Checkbox radius="xl" tabIndex={-1} checked={done} disabled={!onTick} aria-label={t(done ? 'task:reopen' : 'task:finish', { title: task.title })} onChange={(e) => onTick?.(e.currentTarget.checked)} />
      <button type="button" tabIndex={-1} className={classes.title} onClick={() => onOpen(task)}>{task.title}</button>
    </span>
  )
}
