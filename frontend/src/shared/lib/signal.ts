import { useSyncExternalStore } from 'react'

/** A value outside of the page's tree, for what lies over any page and is opened from several places. */
export function signal<T>(value: T) {
  const listeners = new Set<() => void>()
  const subscribe = (tell: () => void) => { listeners.add(tell); return () => { listeners.delete(tell) } }
  const set = (next: T) => {
    value = next
    for (const tell of listeners) tell()
  }
  return { set, use: () => useSyncExternalStore(subscribe, () => value) }
}
