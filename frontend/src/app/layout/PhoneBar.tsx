import { Drawer, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconMenu2, IconSearch } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/api/me'
import { navFor } from '../nav'
import classes from './AppLayout.module.css'
import { CompanySwitcher } from './CompanySwitcher'
import { UserMenu } from './UserMenu'
import { openPalette } from './overlays'

/** The menu of a phone: four entries at the thumb, the rest in a sheet. */
export function PhoneBar({ slug }: { slug: string }) {
  const { t } = useTranslation('nav')
  const [open, sheet] = useDisclosure()
  const entries = navFor(useMe())
  return (
    <nav className={classes.bar} aria-label={t('main')}>
      {entries.slice(0, 4).map((entry) => <BarLink key={entry.code} entry={entry} slug={slug} />)}
      <UnstyledButton className={classes.entry} onClick={sheet.open} aria-expanded={open} aria-haspopup="dialog">
        <IconMenu2 size={22} stroke={1.75} aria-hidden />
        <span>{t('more')}</span>
      </UnstyledButton>
      <Drawer opened={open} onClose={sheet.close} position="bottom" size="min(440px, 88dvh)" title={t('more')} radius="lg" closeButtonProps={{ 'aria-label': t('common:action.close') }}>
        <div className={classes.sheet}>
          <CompanySwitcher />
          <UnstyledButton className={classes.find} onClick={() => { sheet.close(); openPalette() }}><IconSearch size={18} aria-hidden /><span>{t('search')}</span></UnstyledButton>
          {entries.slice(4).map((entry) => <BarLink key={entry.code} entry={entry} slug={slug} onClick={sheet.close} />)}
          <UserMenu slug={slug} />
        </div>
      </Drawer>
    </nav>
  )
}

function BarLink({ entry, slug, onClick }: { entry: ReturnType<typeof navFor>[number]; slug: string; onClick?: () => void }) {
  const { t } = useTranslation('nav')
  const Icon = entry.icon
  return (
    <Link className={classes.entry} to={entry.to} params={{ slug }} onClick={onClick} activeOptions={{ includeSearch: false }}>
      <Icon size={22} stroke={1.75} aria-hidden />
      <span>{t(entry.code)}</span>
    </Link>
  )
}
