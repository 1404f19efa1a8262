import { useHotkeys } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useMe } from '@/shared/api/me'
import { lettersOn, setLetters } from '@/shared/lib/keys'
import { onDemand } from '@/shared/lib/onDemand'
import { navFor } from '../nav'
import { showShortcuts, useShortcutsOpen } from './overlays'

/** g, then the letter of a page. */
const goTo: Record<string, string> = { t: 'today', d: 'deals', k: 'tasks', c: 'contacts', o: 'companies', r: 'reports', s: 'settings' }

const Sheet = onDemand(() => import('./ShortcutSheet').then((m) => m.ShortcutSheet), (p) => p.opened)

/** The keys that work everywhere, and the sheet that lists all of them (`?`). */
export function Shortcuts({ slug }: { slug: string }) {
  const opened = useShortcutsOpen()
  const [letters, set] = useState(lettersOn)
  useLetters(slug, letters)
  return <Sheet opened={opened} letters={letters} goTo={goTo} onLetters={(on) => { setLetters(on); set(on) }} />
}

function useLetters(slug: string, on: boolean) {
  const navigate = useNavigate()
  const entries = navFor(useMe())
  const waiting = useRef(0)
  const go = (letter: string) => () => {
    const entry = entries.find((e) => e.code === goTo[letter])
    if (entry && Date.now() - waiting.current < 1500) void navigate({ to: entry.to, params: { slug } })
    waiting.current = 0
  }
  const letters = Object.keys(goTo).map((letter): [string, () => void] => [letter, go(letter)])
  useHotkeys(on ? [['shift+?', () => showShortcuts(true)], ['?', () => showShortcuts(true)], ['g', () => { waiting.current = Date.now() }], ...letters] : [])
}
