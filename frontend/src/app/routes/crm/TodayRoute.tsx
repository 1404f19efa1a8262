import { Box } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { LateBell } from '@/app/layout/LateBell'
import { TaskAdd } from '@/features/crm/task/TaskAdd'
import { TaskRow } from '@/features/crm/task/TaskRow'
import { TodayPage } from '@/features/crm/today/TodayPage'
import { FirstStepsCard } from '@/features/platform/firststep/FirstStepsCard'

/** Home: the day's tasks, the deals without a next step, the first steps of whoever is new. */
export function TodayRoute() {
  const { t } = useTranslation('task')
  return (
    <TodayPage
      bell={<Box hiddenFrom="sm"><LateBell /></Box>}
      firstSteps={<FirstStepsCard />}
      renderTask={(task) => <TaskRow key={task.id} task={task} />}
      addTask={(about) => <TaskAdd about={about && { kind: about.kind, id: about.id }} label={about && t('task:today.nextFor', { name: about.name })} autoFocus={about !== undefined} />} />
  )
}
