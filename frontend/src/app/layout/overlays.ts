import i18next from 'i18next'
import { useSyncExternalStore } from 'react'
import { part } from '@/shared/lib/part'

/** What lies over any page and is opened from several places. */
function signal<T>(value: T) {
  const listeners = new Set<() => void>()
  const subscribe = (tell: () => void) => { listeners.add(tell); return () => { listeners.delete(tell) } }
  const set = (next: T) => {
    value = next
    for (const tell of listeners) tell()
  }
  return { set, use: () => useSyncExternalStore(subscribe, () => value) }
}

const asked = signal(0)
let times = 0

/** The command palette's code, fetched when it is likely to be opened. */
export const palette = part(() => i18next.loadNamespaces('favourite').then(() => import('./Palette')).then((m) => m.Palette))
export const openPalette = () => asked.set(++times)
/** How often the palette has been asked for. */
export const useAsked = asked.use

const line = signal<string | null>(null)
/** Opens what writes a line down, with what was typed already; null closes it. */
export const openCapture = line.set
export const useCaptured = line.use

const feedback = signal(false)
/** Opens or closes where one says what is in one's way. */
export const showFeedback = feedback.set
export const useFeedbackOpen = feedback.use

const sheet = signal(false)
/** Shows or hides the sheet of keyboard shortcuts. */
export const showShortcuts = sheet.set
export const useShortcutsOpen = sheet.use
