import { Bell } from '@/features/automation/reminder/Bell'
import { TaskRow } from '@/features/crm/task/TaskRow'

/** The bell, with tasks as they are everywhere. */
export const TaskBell = () => <Bell renderTask={(task) => <TaskRow key={task.id} task={task} />} />
