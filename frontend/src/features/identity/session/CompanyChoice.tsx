import { Anchor } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Session } from '@/shared/api/types'
import { AuthFrame } from '@/shared/ui/AuthFrame'
import { Avatar } from '@/shared/ui/Avatar'
import classes from './CompanyChoice.module.css'

/** Which company, for those in several; for those in none, what to do about it. */
export function CompanyChoice({ session }: { session: Session }) {
  const { t } = useTranslation(['auth', 'nav'])
  const { tenant, tenants } = session
  const lastFirst = [...tenants].sort((a, b) => Number(b.slug === tenant?.slug) - Number(a.slug === tenant?.slug))
  const shut = session.suspended.map((one) => one.name).join(', ')
  if (tenants.length === 0 && shut) return <AuthFrame title={t('choice.suspended')} text={t('choice.suspendedText', { companies: shut })} />
  if (tenants.length === 0) {
    return <AuthFrame title={t('choice.none')} text={t('choice.noneText', { email: session.user.email })} foot={<Anchor component={Link} to="/signup" size="sm">{t('login.signup')}</Anchor>} />
  }
  return (
    <AuthFrame title={t('choice.title')} text={t('choice.text')}>
      <ul className={classes.list}>
        {lastFirst.map((one) => (
          <li key={one.slug}>
            <Link className={classes.company} to="/$slug/today" params={{ slug: one.slug }}>
              <Avatar name={one.name} size={40} square />
              <span className={classes.text}><b>{one.name}</b><span>{t(`nav:roles.${one.role}`)}</span></span>
              <IconChevronRight size={18} aria-hidden />
            </Link>
          </li>
        ))}
      </ul>
      {shut ? <p role="status">{t('choice.suspendedText', { companies: shut })}</p> : null}
    </AuthFrame>
  )
}
