import i18next from 'i18next'
import { lazy, Suspense } from 'react'
import { useCan } from '@/shared/api/me'

const Bell = lazy(() => i18next.loadNamespaces(['work', 'task']).then(() => import('./TaskBell')).then((m) => ({ default: m.TaskBell })))

/** The bell, for who has tasks; its code comes after the page. */
export function LateBell() {
  return useCan()('task', 'read') ? <Suspense fallback={null}><Bell /></Suspense> : null
}
