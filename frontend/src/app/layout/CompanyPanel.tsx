import { Menu } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/api/me'
import { useSession } from '@/shared/api/session'
import { Avatar } from '@/shared/ui/Avatar'
import { OpenMenu } from '@/shared/ui/OpenMenu'
import classes from './AppLayout.module.css'
import type { MenuTarget } from './MenuButton'

/** The companies one belongs to; choosing one goes there without logging in again. */
export function CompanyPanel({ button }: { button: MenuTarget }) {
  const { t } = useTranslation('nav')
  const { tenant } = useMe()
  const tenants = useSession()?.tenants ?? []
  const navigate = useNavigate()
  return (
    <OpenMenu button={button} position="bottom-start" width={248}>
      <Menu.Label>{t('companiesOfYours')}</Menu.Label>
      {tenants.map((one) => (
        <Menu.Item key={one.slug} leftSection={<Avatar name={one.name} size={28} square />} rightSection={one.slug === tenant.slug ? <IconCheck size={16} aria-hidden /> : null}
          onClick={() => void navigate({ to: '/$slug/today', params: { slug: one.slug } })}>
          {one.name}
          <div className={classes.personRole}>{t(`roles.${one.role}`)}</div>
        </Menu.Item>
      ))}
    </OpenMenu>
  )
}
