import i18next from 'i18next'
import { part } from '@/shared/lib/part'
import { signal } from '@/shared/lib/signal'

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

const sheet = signal(false)
/** Shows or hides the sheet of keyboard shortcuts. */
export const showShortcuts = sheet.set
export const useShortcutsOpen = sheet.use
