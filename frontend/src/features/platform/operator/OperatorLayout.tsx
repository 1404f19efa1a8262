import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { operatorQuery } from '@/shared/api/operator'
import { complain } from '@/shared/ui/undoable'
import classes from './Operator.module.css'

const pages = [{ to: '/operator', name: 'overview', exact: true }, { to: '/operator/tenants', name: 'tenants', exact: false }, { to: '/operator/jobs', name: 'jobs', exact: false }] as const

/** The frame of the console: one bar, one page. */
export function OperatorLayout() {
  const { t } = useTranslation('operator')
  return (
    <>
      <a className={classes.skip} href="#page">{t('skip')}</a>
      <header className={classes.bar}>
        <b className={classes.brand}><span className={classes.mark} aria-hidden>K</span>{t('console')}</b>
        <nav className={classes.nav} aria-label={t('sections')}>
          {pages.map((p) => <Link key={p.to} to={p.to} activeOptions={{ exact: p.exact }} className={classes.link}>{t(`nav.${p.name}`)}</Link>)}
        </nav>
        <Person />
      </header>
      <main className={classes.page} id="page" tabIndex={-1}><Outlet /></main>
    </>
  )
}

function Person() {
  const { t } = useTranslation('operator')
  const { data } = useQuery(operatorQuery())
  const client = useQueryClient()
  const navigate = useNavigate()
  const leave = async () => {
    try {
      await api.post('/operator/logout')
      client.clear()
      await navigate({ to: '/operator/login' })
    } catch (error) {
      complain(error)
    }
  }
  return <span className={classes.person}>{data?.name}<Button size="xs" variant="default" onClick={() => void leave()}>{t('logOut')}</Button></span>
}
