import { apiBase } from './base'
import { NetworkFailure, problemOf } from './problem'
import { currentSession, takeSession } from './session'
import type { Session } from './types'

/**
 * Renewing the session by the refresh cookie. The cookie rotates, so two renewals at once would look like theft: a Web
 * Lock lets one tab do it at a time, and calls of one tab for the same company share one.
 */
const running = new Map<string, Promise<Session>>()

/** Renews for a company (by slug; none = the last used). Throws ApiProblem 401 when there is nobody logged in. */
export function refreshSession(tenant?: string): Promise<Session> {
  const key = tenant ?? ''
  const shared = running.get(key) ?? locked(() => refresh(tenant)).finally(() => running.delete(key))
  running.set(key, shared)
  return shared
}

function locked(work: () => Promise<Session>): Promise<Session> {
  return navigator.locks ? (navigator.locks.request('kith-refresh', work) as unknown as Promise<Session>) : work()
}

async function refresh(tenant?: string): Promise<Session> {
  const answer = await fetch(`${apiBase}/auth/refresh`, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'Content-Type': 'application/json', 'X-Kith': '1' },
    body: JSON.stringify(tenant ? { tenant } : {}),
  }).catch((cause: unknown) => { throw new NetworkFailure(cause) })
  if (!answer.ok) throw problemOf(answer, await answer.json().catch(() => null))
  const session = (await answer.json()) as Session
  takeSession(session)
  return session
}

/** The session for the company in the address: the one at hand, or a renewed one. */
export async function sessionFor(slug: string): Promise<Session> {
  const session = currentSession()
  return session?.tenant?.slug === slug ? session : refreshSession(slug)
}
