import { Kbd, Modal, Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { modKey } from '@/shared/lib/keys'
import { showShortcuts } from './overlays'
import classes from './Shortcuts.module.css'

interface ShortcutSheetProps {
  opened: boolean
  /** Whether single letters lead to pages, and which. */
  letters: boolean
  goTo: Record<string, string>
  onLetters: (on: boolean) => void
}

/** The sheet of `Shortcuts`. */
export function ShortcutSheet({ opened, letters, goTo, onLetters }: ShortcutSheetProps) {
  const { t } = useTranslation('nav')
  const rows: [string, string[]][] = [
    [t('keys.palette'), [`${modKey}K`]], [t('keys.sheet'), ['?']],
    [t('keys.grid'), ['←', '↑', '↓', '→']], [t('keys.edit'), letters ? ['Enter', 'F2', 'E'] : ['Enter', 'F2']], [t('keys.open'), ['Enter']],
    ...(letters ? [[t('keys.find'), ['/']], [t('keys.near'), ['J', 'K']]] as [string, string[]][] : []), [t('keys.columns'), ['Alt', 'Shift', '←', '→']], [t('keys.lift'), ['Space']], [t('keys.moveCard'), ['←', '↑', '↓', '→']],
  ]
  return (
    <Modal opened={opened} onClose={() => showShortcuts(false)} title={t('keys.title')} size="md" closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      <dl className={classes.list}>
        {rows.map(([what, keys]) => <Row key={what} what={what} keys={keys} />)}
        {letters && Object.entries(goTo).map(([letter, code]) => <Row key={code} what={t(code)} keys={['G', letter.toUpperCase()]} />)}
      </dl>
      <Switch mt="md" checked={letters} label={t('keys.letters')} description={t('keys.lettersHint')}
        onChange={(e) => onLetters(e.currentTarget.checked)} />
    </Modal>
  )
}

function Row({ what, keys }: { what: string; keys: string[] }) {
  return <div className={classes.row}><dt>{what}</dt><dd>{keys.map((k) => <Kbd key={k}>{k}</Kbd>)}</dd></div>
}
