import { useSyncExternalStore } from 'react'

/**
 * Showing again who one is, for acts that can't be taken back: the request that was refused waits here until the dialog
 * has an answer. Requests that come meanwhile wait for the same one.
 */
interface Asking { promise: Promise<boolean>; resolve: (given: boolean) => void }

let asking: Asking | null = null
const listeners = new Set<() => void>()
const tell = () => { for (const l of listeners) l() }
const subscribe = (listener: () => void) => { listeners.add(listener); return () => { listeners.delete(listener) } }

/** Shows the dialog and waits: true once shown, false when given up. */
export function proofGiven(): Promise<boolean> {
  if (!asking) {
    let resolve: (given: boolean) => void = () => undefined
    const promise = new Promise<boolean>((done) => { resolve = done })
    asking = { promise, resolve }
    tell()
  }
  return asking.promise
}

/** The dialog's answer. */
export function settleProof(given: boolean) {
  asking?.resolve(given)
  asking = null
  tell()
}

export const useProofAsked = () => useSyncExternalStore(subscribe, () => asking !== null)
