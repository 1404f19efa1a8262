import { UnstyledButton } from '@mantine/core'
import { lazy } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/api/me'
import { Avatar } from '@/shared/ui/Avatar'
import classes from './AppLayout.module.css'
import { MenuButton } from './MenuButton'

const Panel = lazy(() => import('./UserMenuPanel').then((m) => ({ default: m.UserMenuPanel })))

/** The person at the screen: profile, appearance, language, shortcuts, log out. */
export function UserMenu() {
  const { t } = useTranslation('nav')
  const { user, member } = useMe()
  const button = (
    <UnstyledButton className={classes.person}>
      <Avatar name={user.name} size={30} />
      <span className={classes.personText}>
        <span className={`${classes.personName} k-clip`}>{user.name}</span>
        <span className={classes.personRole}>{member.roleName || t(`roles.${member.role}`)}</span>
      </span>
    </UnstyledButton>
  )
  return <MenuButton button={button} panel={Panel} />
}
