import { Box } from '@mantine/core'
import i18next from 'i18next'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { LateBell } from '@/app/layout/LateBell'
import { CaptureLine } from '@/features/crm/capture/CaptureLine'
import { TaskAdd } from '@/features/crm/task/TaskAdd'
import { TaskRow } from '@/features/crm/task/TaskRow'
import { TodayPage } from '@/features/crm/today/TodayPage'
import { FirstStepsCard } from '@/features/platform/firststep/FirstStepsCard'
import { useCan } from '@/shared/api/me'

/** Whom to call now, with its texts: the page is drawn without it. */
const TodayCalls = lazy(() => i18next.loadNamespaces('selling').then(() => import('@/features/crm/cadence/TodayCalls')).then((m) => ({ default: m.TodayCalls })))

const Favourites = lazy(() => i18next.loadNamespaces('favourite').then(() => import('@/features/crm/view/FavouritesCard')).then((m) => ({ default: m.FavouritesCard })))

/** Home: the day's tasks, the deals without a next step, the first steps of whoever is new. */
export function TodayRoute() {
  const { t } = useTranslation('task')
  const may = useCan()
  return (
    <TodayPage
      bell={<Box hiddenFrom="sm"><LateBell /></Box>}
      firstSteps={<><FirstStepsCard /><Suspense fallback={null}><Favourites /></Suspense>{may('deal', 'read') ? <Suspense fallback={null}><TodayCalls /></Suspense> : null}</>}
      line={may('activity', 'create') ? <CaptureLine /> : may('task', 'create') ? <TaskAdd /> : null}
      renderTask={(task) => <TaskRow key={task.id} task={task} />}
      addTask={(about) => <TaskAdd about={{ kind: about.kind, id: about.id }} label={t('task:today.nextFor', { name: about.name })} autoFocus />} />
  )
}
