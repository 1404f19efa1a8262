import { Drawer, UnstyledButton } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { NavEntry } from '../nav'
import classes from './AppLayout.module.css'
import { CompanySwitcher } from './CompanySwitcher'
import { BarLink } from './PhoneBar'
import { UserMenu } from './UserMenu'
import { openPalette } from './overlays'

interface PhoneSheetProps { slug: string; open: boolean; onClose: () => void; entries: NavEntry[] }

/** What does not fit in a phone's bar: company, search, further pages, the person. */
export function PhoneSheet({ slug, open, onClose, entries }: PhoneSheetProps) {
  const { t } = useTranslation('nav')
  return (
    <Drawer opened={open} onClose={onClose} position="bottom" size="min(440px, 88dvh)" title={t('more')} radius="lg" closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      <div className={classes.sheet}>
        <CompanySwitcher />
        <UnstyledButton className={classes.find} onClick={() => { onClose(); openPalette() }}><IconSearch size={18} aria-hidden /><span>{t('search')}</span></UnstyledButton>
        {entries.map((entry) => <BarLink key={entry.code} entry={entry} slug={slug} onClick={onClose} />)}
        <UserMenu />
      </div>
    </Drawer>
  )
}
