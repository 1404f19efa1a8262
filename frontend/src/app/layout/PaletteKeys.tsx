import { useHotkeys } from '@mantine/hooks'
import { useEffect, useRef } from 'react'
import { complain } from '@/shared/ui/undoable'
import { openPalette, palette, useAsked } from './overlays'

/** Ctrl/⌘-K everywhere. The palette is fetched as Ctrl goes down; what is typed before it is there stands in it when it opens. */
export function PaletteKeys({ slug }: { slug: string }) {
  const asked = useAsked()
  useHotkeys([['mod+K', openPalette]])
  useEffect(() => {
    const near = (event: KeyboardEvent) => { if (event.key === 'Control' || event.key === 'Meta') palette.warm() }
    window.addEventListener('keydown', near)
    return () => window.removeEventListener('keydown', near)
  }, [])
  const Palette = palette.use(asked > 0, complain)
  const typed = useTyped(asked > 0 && !Palette)
  return asked > 0 && Palette ? <Palette slug={slug} asked={asked} typed={typed.current} /> : null
}

/** Collects the keys that are meant for what is not there yet. */
function useTyped(waiting: boolean) {
  const typed = useRef('')
  useEffect(() => {
    if (!waiting) return
    const take = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      if (event.key === 'Backspace') typed.current = typed.current.slice(0, -1)
      else if (event.key.length === 1) typed.current += event.key
      else return
      event.preventDefault()
      event.stopPropagation()
    }
    window.addEventListener('keydown', take, true)
    return () => window.removeEventListener('keydown', take, true)
  }, [waiting])
  return typed
}
