import { Suspense, lazy } from 'react'
import { useSessionState } from '@/shared/api/session'

const Dialog = lazy(() => import('./LoginAgain').then((m) => ({ default: m.LoginAgainDialog })))

/** Over the page when the session has ended: logging in lets the waiting requests go on, so nothing typed is lost. */
export function SessionDialog() {
  const { session, expired } = useSessionState()
  if (!session || !expired) return null
  return <Suspense><Dialog email={session.user.email} slug={session.tenant?.slug} userId={session.user.id} bound={session.bound} /></Suspense>
}
