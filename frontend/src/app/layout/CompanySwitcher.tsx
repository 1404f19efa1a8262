import { Menu, UnstyledButton } from '@mantine/core'
import { IconCheck, IconSelector } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/api/me'
import { useSession } from '@/shared/api/session'
import classes from './AppLayout.module.css'

const initial = (name: string) => name.trim().charAt(0).toUpperCase()

/** The company at hand, and the way to one's others; a plain name when there is only one. */
export function CompanySwitcher() {
  const { t } = useTranslation('nav')
  const { tenant } = useMe()
  const tenants = useSession()?.tenants ?? []
  const navigate = useNavigate()
  if (tenants.length < 2) return <div className={classes.company}><CompanyName name={tenant.name} /></div>
  return (
    <Menu position="bottom-start" width={248}>
      <Menu.Target>
        <UnstyledButton className={classes.company}>
          <CompanyName name={tenant.name} />
          <IconSelector size={16} aria-hidden color="var(--k-dim)" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('companiesOfYours')}</Menu.Label>
        {tenants.map((one) => (
          <Menu.Item
            key={one.slug}
            leftSection={<span className={classes.mark} aria-hidden>{initial(one.name)}</span>}
            rightSection={one.slug === tenant.slug ? <IconCheck size={16} aria-hidden /> : null}
            onClick={() => void navigate({ to: '/$slug/today', params: { slug: one.slug } })}
          >
            {one.name}
            <div className={classes.personRole}>{t(`roles.${one.role}`)}</div>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function CompanyName({ name }: { name: string }) {
  return (
    <>
      <span className={classes.mark} aria-hidden>{initial(name)}</span>
      <span className={`${classes.companyName} k-clip`}>{name}</span>
    </>
  )
}
