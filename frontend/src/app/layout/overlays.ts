import { createSpotlight } from '@mantine/spotlight'
import { useSyncExternalStore } from 'react'

/** What lies over any page and is opened from several places. */
const [store, palette] = createSpotlight()
export const paletteStore = store
export const openPalette = () => palette.open()

let sheet = false
const listeners = new Set<() => void>()
const subscribe = (tell: () => void) => { listeners.add(tell); return () => { listeners.delete(tell) } }

/** Shows or hides the sheet of keyboard shortcuts. */
export function showShortcuts(open: boolean) {
  sheet = open
  for (const tell of listeners) tell()
}
export const useShortcutsOpen = () => useSyncExternalStore(subscribe, () => sheet)
