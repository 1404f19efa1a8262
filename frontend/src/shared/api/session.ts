import { useSyncExternalStore } from 'react'
import type { Session } from './types'

/**
 * Who is logged in, in this tab's memory only: the access token is never stored. `expired` keeps the last session
 * for the log-in dialog while requests wait in `renewal`.
 */
export interface SessionState { session: Session | null; expired: boolean }

/** Under which name this machine notes whose answers it keeps for when there is no network (ADR 47): one person in one company. */
export const keptKey = 'kith.kept'
export const ownerOf = ({ user, tenant }: Session) => `${user.id}/${tenant?.slug ?? ''}`

let state: SessionState = { session: null, expired: false }
let renewal: Renewal | null = null
let company = ''
const listeners = new Set<() => void>()

interface Renewal { promise: Promise<boolean>; resolve: (loggedIn: boolean) => void }

/** From now on nothing that was kept is shown; who keeps it erases it. */
export const unkeep = () => localStorage.removeItem(keptKey)

function set(next: SessionState) {
  state = next
  if (!next.session || next.expired || ownerOf(next.session) !== localStorage.getItem(keptKey)) unkeep()
  for (const tell of listeners) tell()
}

export function onSession(tell: () => void) {
  listeners.add(tell)
  return () => { listeners.delete(tell) }
}

export const currentSession = () => state.session

/** Whether the session has ended while its page is still shown. */
export const isOver = () => state.expired

/** Whether there is no network, or the page came up without one: then the session is one that was kept, without a token. */
export const isAway = () => !navigator.onLine || state.session?.accessToken === ''

/** The company (slug) of this tab's session, or of the one that just ended: its pages are shown until they are left. */
export const currentCompany = () => company

/** Takes a fresh session; requests that waited for it go on. */
export function takeSession(session: Session) {
  company = session.tenant?.slug ?? ''
  set({ session, expired: false })
  renewal?.resolve(true)
  renewal = null
}

/** Forgets the session (log-out, or the person gave up on logging in again). */
export function dropSession() {
  set({ session: null, expired: false })
  renewal?.resolve(false)
  renewal = null
}

/** Shows the log-in dialog over the page and waits: true once logged in again, false when given up. */
export function sessionRenewed(): Promise<boolean> {
  if (!renewal) {
    let resolve: (loggedIn: boolean) => void = () => undefined
    const promise = new Promise<boolean>((done) => { resolve = done })
    renewal = { promise, resolve }
    set({ ...state, expired: true })
  }
  return renewal.promise
}

export function useSessionState(): SessionState {
  return useSyncExternalStore(onSession, () => state)
}

/** The session of this tab, or null before log-in. */
export function useSession(): Session | null {
  return useSessionState().session
}
