import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { PermissionObject, Role, RoleGrants } from '@/shared/api/types'
import { Denied } from '@/shared/ui/Denied'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { RoleDrawer } from './RoleDrawer'
import { actionsOf, glance } from './rights'
import { rolesQuery, scopeOf } from './roleQuery'
import classes from './Role.module.css'

/** What each role may see and do, in sentences; and where that can be changed. */
export function RolesPage() {
  const { t } = useTranslation('access')
  const can = useCan()
  return (
    <>
      <PageHeader title={t('roles.title')} below={t('roles.text')} />
      {can('role', 'read') ? <RoleTable /> : <Denied who={t('roles.who')} />}
    </>
  )
}

function RoleTable() {
  const { t } = useTranslation(['access', 'nav'])
  const { data, error, refetch } = useQuery(rolesQuery())
  const [open, setOpen] = useState<Role | null>(null)
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <ListSkeleton rows={7} height={44} />
  return (
    <>
      <div role="table" aria-label={t('roles.title')} className={classes.table}>
        <div role="row" className={classes.head}>
          <span role="columnheader">{t('roles.role')}</span>
          {glance.map((o) => <span key={o} role="columnheader">{t(`object.${o}`)}</span>)}
        </div>
        {data.map((role) => <RoleRow key={role.role} role={role} onOpen={() => setOpen(role.role)} />)}
      </div>
      <RoleDrawer role={data.find((r) => r.role === open) ?? null} onClose={() => setOpen(null)} />
    </>
  )
}

function RoleRow({ role, onOpen }: { role: RoleGrants; onOpen: () => void }) {
  const { t } = useTranslation(['access', 'nav'])
  const can = useCan()
  const name = t(`nav:roles.${role.role}`)
  return (
    <div role="row" className={classes.row}>
      <div role="rowheader" className={classes.role}>
        <b>{name}</b>
        <span className={classes.dim}>{t(`seat.${role.seatKind}`)}</span>
        <Button size="compact-xs" variant="light" onClick={onOpen}>{can('role', 'update') && role.role !== 'owner' ? t('roles.change') : t('roles.look')}<span className="k-hidden">: {name}</span></Button>
      </div>
      {glance.map((object) => <Cell key={object} role={role} object={object} />)}
    </div>
  )
}

/** 'Sees own and shared', and below it what else is allowed. */
function Cell({ role, object }: { role: RoleGrants; object: PermissionObject }) {
  const { t } = useTranslation('access')
  const reads = scopeOf(role, object, 'read')
  const does = actionsOf(object).filter((a) => a !== 'read' && scopeOf(role, object, a) !== 'none')
  return (
    <div role="cell" className={classes.cell} data-none={reads === 'none' || undefined}>
      <span className={classes.label} aria-hidden>{t(`object.${object}`)}</span>
      <span>{t(`sees.${reads}`)}</span>
      {does.length > 0 ? <span className={classes.dim}>{does.map((a) => t(`does.${a}`)).join(' · ')}</span> : null}
    </div>
  )
}
