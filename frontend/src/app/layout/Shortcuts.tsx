import { Kbd, Modal, Switch } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/api/me'
import { lettersOn, modKey, setLetters } from '@/shared/lib/keys'
import { navFor } from '../nav'
import { showShortcuts, useShortcutsOpen } from './overlays'
import classes from './Shortcuts.module.css'

/** g, then the letter of a page. */
const goTo: Record<string, string> = { t: 'today', d: 'deals', k: 'tasks', c: 'contacts', o: 'companies', r: 'reports', s: 'settings' }

/** The keys that work everywhere, and the sheet that lists all of them (`?`). */
export function Shortcuts({ slug }: { slug: string }) {
  const { t } = useTranslation('nav')
  const open = useShortcutsOpen()
  const [letters, set] = useState(lettersOn)
  useLetters(slug, letters)
  const rows: [string, string[]][] = [
    [t('keys.palette'), [`${modKey}K`]], [t('keys.sheet'), ['?']],
    [t('keys.grid'), ['←', '↑', '↓', '→']], [t('keys.edit'), ['Enter', 'F2']], [t('keys.open'), ['Enter']],
    [t('keys.lift'), ['Space']], [t('keys.moveCard'), ['←', '↑', '↓', '→']],
  ]
  return (
    <Modal opened={open} onClose={() => showShortcuts(false)} title={t('keys.title')} size="md" closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      <dl className={classes.list}>
        {rows.map(([what, keys]) => <Row key={what} what={what} keys={keys} />)}
        {letters && Object.entries(goTo).map(([letter, code]) => <Row key={code} what={t(code)} keys={['G', letter.toUpperCase()]} />)}
      </dl>
      <Switch mt="md" checked={letters} label={t('keys.letters')} description={t('keys.lettersHint')}
        onChange={(e) => { setLetters(e.currentTarget.checked); set(e.currentTarget.checked) }} />
    </Modal>
  )
}

function Row({ what, keys }: { what: string; keys: string[] }) {
  return <div className={classes.row}><dt>{what}</dt><dd>{keys.map((k) => <Kbd key={k}>{k}</Kbd>)}</dd></div>
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
