import { UnstyledButton } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/api/me'
import { modKey } from '@/shared/lib/keys'
import { navFor } from '../nav'
import classes from './AppLayout.module.css'
import { LateBell } from './LateBell'
import { CompanySwitcher } from './CompanySwitcher'
import { UserMenu } from './UserMenu'
import { openPalette, palette } from './overlays'

/** The menu at the side of a wide screen. */
export function Rail({ slug }: { slug: string }) {
  const { t } = useTranslation('nav')
  return (
    <nav className={classes.rail} aria-label={t('main')}>
      <CompanySwitcher />
      <UnstyledButton className={classes.find} onClick={openPalette} onPointerEnter={palette.warm} onFocus={palette.warm}>
        <IconSearch size={16} aria-hidden />
        <span>{t('search')}</span>
        <kbd aria-hidden>{modKey}K</kbd>
      </UnstyledButton>
      <NavList slug={slug} />
      <div className={classes.foot} style={{ display: 'flex', alignItems: 'center' }}><div style={{ flex: 1, minWidth: 0 }}><UserMenu /></div><LateBell /></div>
    </nav>
  )
}

function NavList({ slug }: { slug: string }) {
  const { t } = useTranslation('nav')
  const me = useMe()
  return (
    <ul className={classes.list}>
      {navFor(me).map(({ code, to, icon: Icon }) => (
        <li key={code}>
          <Link className={classes.entry} to={to} params={{ slug }} activeOptions={{ includeSearch: false }}>
            <Icon size={18} stroke={1.75} aria-hidden />
            <span>{t(code)}</span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
