import { UnstyledButton } from '@mantine/core'
import { IconSelector } from '@tabler/icons-react'
import { lazy } from 'react'
import { useMe } from '@/shared/api/me'
import { useSession } from '@/shared/api/session'
import classes from './AppLayout.module.css'
import { MenuButton } from './MenuButton'

const Panel = lazy(() => import('./CompanyPanel').then((m) => ({ default: m.CompanyPanel })))

/** The company at hand, and the way to one's others; a plain name when there is only one. */
export function CompanySwitcher() {
  const { tenant } = useMe()
  const several = (useSession()?.tenants.length ?? 0) > 1
  const name = (
    <>
      <span className={classes.mark} aria-hidden>{tenant.name.trim().charAt(0).toUpperCase()}</span>
      <span className={`${classes.companyName} k-clip`}>{tenant.name}</span>
    </>
  )
  if (!several) return <div className={classes.company}>{name}</div>
  return <MenuButton panel={Panel} button={<UnstyledButton className={classes.company}>{name}<IconSelector size={16} aria-hidden color="var(--k-dim)" /></UnstyledButton>} />
}
