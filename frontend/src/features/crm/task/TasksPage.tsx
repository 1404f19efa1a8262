import { Button, SegmentedControl } from '@mantine/core'
import { IconCalendar, IconListDetails, IconTable } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useCan, useMe } from '@/shared/api/me'
import { useFormat } from '@/shared/i18n/format'
import { onDemand } from '@/shared/lib/onDemand'
import type { ListSearch } from '@/shared/lib/search'
import { useAddress } from '@/shared/lib/useAddress'
import { LateBulkBar } from '@/shared/ui/bulk/LateBulkBar'
import { FilterBar } from '@/shared/ui/FilterBar'
import { useSelection } from '@/shared/ui/grid/useSelection'
import { PageHeader } from '@/shared/ui/PageHeader'
import { SearchBox } from '@/shared/ui/SearchBox'
import { useSegments, type ViewState } from '@/shared/ui/views/useViewState'
import { Views } from '@/shared/ui/views/Views'
import classes from './Task.module.css'
import { TaskAdd } from './TaskAdd'
import { TaskGroups } from './TaskGroups'
import { taskCountQuery, type TaskStatus } from './taskQuery'
import { listOf, questionOf, useTaskFilters, useTaskViews, widened, type SetTasks, type TasksSearch } from './taskViews'

const TaskTable = onDemand(() => import('./TaskTable').then((m) => m.TaskTable), () => true)

const statuses: TaskStatus[] = ['open', 'overdue', 'done']

/** What there is to do, by when, or as a table; one line adds more. */
export function TasksPage() {
  const { t } = useTranslation('task')
  const may = useCan()
  const [search, set] = useAddress<TasksSearch>()
  const views = useTaskViews(search, set)
  const status = search.status ?? 'open'
  const list = listOf(search)
  const question = { q: list.q, filter: list.filter, where: list.where, status }
  const selection = useSelection(question)
  const table = search.view === 'table'
  const total = useQuery({ ...taskCountQuery(status, list), enabled: table || selection.choosing }).data
  const asked = search.q !== undefined || search.filter !== undefined || search.where !== undefined
  const chooses = may('changeset', 'create')
  const tools = <Tools status={status} list={list} search={search} set={set} views={views} />
  return (
    <>
      <PageHeader title={t('task:title')} actions={<Actions table={table} onTable={(on) => set({ view: on ? 'table' : undefined })} />} />
      <Views state={views} />
      {may('task', 'create') ? <div className={table ? classes.above : undefined}><TaskAdd key={search.new ? 'new' : 'line'} autoFocus={search.new} /></div> : null}
      {table
        ? <TaskTable status={status} list={list} asked={asked} total={total} views={views} toolbar={tools} selection={chooses ? selection : undefined} onSort={(sort) => set({ sort })} question={{ ...questionOf(search), sort: list.sort }} />
        : (
          <>
            <div className={classes.tabs}>
              {tools}
              {chooses ? <Button variant="default" size="sm" aria-pressed={selection.choosing} onClick={() => selection.setChoosing(!selection.choosing)}>{t(selection.choosing ? 'common:action.cancel' : 'common:grid.select')}</Button> : null}
            </div>
            <TaskGroups status={status} list={list} asked={asked} selection={selection} />
          </>
        )}
      <LateBulkBar object="task" selection={selection} total={total} question={question} />
    </>
  )
}

/** The calendar, and the two looks of the list. */
function Actions({ table, onTable }: { table: boolean; onTable: (on: boolean) => void }) {
  const { t } = useTranslation(['task', 'taskList'])
  const { slug } = useMe().tenant
  return (
    <>
      <Button component={Link} to={`/${slug}/tasks/calendar`} variant="default" leftSection={<IconCalendar size={16} aria-hidden />}>{t('task:calendar')}</Button>
      <SegmentedControl size="sm" aria-label={t('taskList:look.label')} value={table ? 'table' : 'groups'} onChange={(v) => onTable(v === 'table')}
        data={[{ value: 'groups', label: <Look icon={<IconListDetails size={16} aria-hidden />} text={t('taskList:look.groups')} /> }, { value: 'table', label: <Look icon={<IconTable size={16} aria-hidden />} text={t('taskList:look.table')} /> }]} />
    </>
  )
}

const Look = ({ icon, text }: { icon: React.ReactNode; text: string }) => <span className={classes.look}>{icon}{text}</span>

interface ToolsProps { status: TaskStatus; list: ListSearch; search: TasksSearch; set: SetTasks; views: ViewState }

/** Which tasks: by status, by words, by conditions. */
function Tools({ status, list, search, set, views }: ToolsProps) {
  const { t } = useTranslation(['task', 'list'])
  const fields = [...useTaskFilters(), ...useSegments(views.all, t('list:segment'))]
  return (
    <>
      <Tabs status={status} list={list} onChange={(s) => set({ status: s === 'open' ? undefined : s })} />
      <SearchBox label={t('task:search')} value={search.q ?? ''} onChange={(q) => set({ q: q || undefined })} />
      <FilterBar fields={fields} asked={search} onChange={(next) => set(widened(next))} />
    </>
  )
}

function Tabs({ status, list, onChange }: { status: TaskStatus; list: ListSearch; onChange: (status: TaskStatus) => void }) {
  const { t } = useTranslation(['task', 'taskList'])
  const format = useFormat()
  const open = useQuery(taskCountQuery('open', list)).data
  const overdue = useQuery(taskCountQuery('overdue', list)).data
  const counts: Partial<Record<TaskStatus, number | undefined>> = { open, overdue }
  const label = (s: TaskStatus) => {
    const name = s === 'all' ? t('taskList:every') : t(`task:status.${s}`)
    const n = counts[s]
    return n === undefined ? name : `${name} · ${format.number(n)}`
  }
  const data = (status === 'all' ? [...statuses, 'all' as const] : statuses).map((s) => ({ value: s, label: label(s) }))
  return <SegmentedControl size="sm" aria-label={t('task:status.label')} value={status} onChange={(s) => onChange(s as TaskStatus)} data={data} />
}
