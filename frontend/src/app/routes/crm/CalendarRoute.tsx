import i18next from 'i18next'
import { CalendarPage } from '@/features/crm/calendar/CalendarPage'
import { useTaskActions } from '@/features/crm/task/taskQuery'
import { onDemand } from '@/shared/lib/onDemand'

const TaskDialog = onDemand(() => i18next.loadNamespaces('work').then(() => import('@/features/crm/task/TaskDialog')).then((m) => m.TaskDialog), (p) => p.task !== null)

/** The calendar, with what tasks bring to it. */
export function CalendarRoute() {
  const { save } = useTaskActions()
  return <CalendarPage parts={{ save, dialog: (task, onClose) => <TaskDialog task={task} onClose={onClose} /> }} />
}
