import { createSpotlight } from '@mantine/spotlight'
import { useSyncExternalStore } from 'react'

/** What lies over any page and is opened from several places. */
const [store, palette] = createSpotlight()
export const paletteStore = store
export const openPalette = () => palette.open()

/** Marks the palette's first entry as the one that Enter opens, the way Mantine itself does when somebody types. */
export function selectFirst() {
  const list = document.getElementById(store.getState().listId)
  list?.querySelector('[data-selected]')?.removeAttribute('data-selected')
  list?.querySelector('[data-action]')?.setAttribute('data-selected', 'true')
  store.updateState((state) => ({ ...state, selected: 0 }))
}

let sheet = false
const listeners = new Set<() => void>()
const subscribe = (tell: () => void) => { listeners.add(tell); return () => { listeners.delete(tell) } }

/** Shows or hides the sheet of keyboard shortcuts. */
export function showShortcuts(open: boolean) {
  sheet = open
  for (const tell of listeners) tell()
}
export const useShortcutsOpen = () => useSyncExternalStore(subscribe, () => sheet)
