import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { RecordKind } from '@/shared/api/types'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import classes from './Task.module.css'
import { TaskAdd } from './TaskAdd'
import { TaskRow } from './TaskRow'
import { tasksAboutQuery } from './taskQuery'

/** The open tasks about one record, and a line for the next step. For the pages of contacts, companies and deals. */
export function TaskPanel({ about }: { about: { kind: RecordKind; id: string } }) {
  const { t } = useTranslation('task')
  const may = useCan()
  const query = useInfiniteQuery(tasksAboutQuery(about))
  if (query.isPending) return <ListSkeleton rows={2} />
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  const tasks = query.data.pages.flatMap((p) => p.items)
  return (
    <div className={classes.panel}>
      {tasks.length === 0 ? <p className={classes.quiet}>{t('task:panel.none')}</p> : <ul className={classes.list} aria-label={t('task:title')}>{tasks.map((task) => <TaskRow key={task.id} task={task} bare />)}</ul>}
      {may('task', 'create') ? <TaskAdd about={about} label={t('task:panel.add')} /> : null}
    </div>
  )
}
