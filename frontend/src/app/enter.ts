import type { QueryClient } from '@tanstack/react-query'
import { notFound, redirect } from '@tanstack/react-router'
import { ApiProblem, NetworkFailure } from '@/shared/api/problem'
import { meQuery } from '@/shared/api/me'
import { refreshSession, sessionFor } from '@/shared/api/refresh'
import { currentSession, unkeep } from '@/shared/api/session'
import type { Session } from '@/shared/api/types'
import { switchLanguage } from '@/shared/i18n'

/** Only a 401 means 'log in'; being offline or a server error is shown as such. */
function toLogin(error: unknown, next?: string): never {
  if (error instanceof ApiProblem && error.status < 500 && error.status !== 429) unkeep()
  if (error instanceof ApiProblem && error.status === 401) throw redirect({ to: '/login', search: { next } })
  if (error instanceof ApiProblem && error.code === 'member.suspended') throw error // the page says so
  if (error instanceof ApiProblem && error.code === 'auth.sso_required') throw redirect({ to: '/login', search: { next, sso: String(error.params.slug) } })
  if (error instanceof ApiProblem && (error.status === 404 || error.status === 403)) throw notFound()
  throw error
}

/** Without a network, the page comes up with what this machine keeps, for reading. */
async function kept(error: unknown, queryClient: QueryClient, slug?: string): Promise<Session> {
  const session = error instanceof NetworkFailure && (await import('./layout/Away').then((m) => m.restore(queryClient, slug)).catch(() => null))
  if (!session) throw error
  return session
}

/** Before any page of a company: a session for it, the person's rights, their language; and what the company asks for first. */
export async function enterCompany(slug: string, queryClient: QueryClient, href: string): Promise<void> {
  if (currentSession()?.tenant?.slug !== slug) queryClient.clear() // nothing of one company is seen in another
  await sessionFor(slug).catch((error: unknown) => kept(error, queryClient, slug)).catch((error: unknown) => toLogin(error, href))
  const me = await queryClient.ensureQueryData({ ...meQuery(slug), revalidateIfStale: true }).catch((error: unknown) => { if (error instanceof ApiProblem && (error.status === 401 || error.code === 'auth.sso_required')) toLogin(error, href); throw error })
  await switchLanguage(me.user.language)
  const due = me.member.due === '' ? '' : (await queryClient.fetchQuery(meQuery(slug))).member.due // it may have been done a moment ago
  const safe = `/${slug}/settings/security`
  if (due && !href.startsWith(safe)) throw redirect({ to: '/$slug/settings/security', params: { slug } })
}

/** Before `/`: on to the company used last. */
export async function enterHome(queryClient: QueryClient): Promise<never> {
  const session = currentSession() ?? (await refreshSession().catch((error: unknown) => kept(error, queryClient)).catch((error: unknown) => toLogin(error)))
  if (!session.tenant) throw redirect({ to: '/login', search: {} })
  throw redirect({ to: '/$slug/today', params: { slug: session.tenant.slug } })
}
