import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { PermissionObject, RoleCode, RoleGrants, RoleList } from '@/shared/api/types'
import { onDemand } from '@/shared/lib/onDemand'
import { Denied } from '@/shared/ui/Denied'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { RoleDialog, type RoleAsked } from './RoleDialog'
import { actionsOf, glance } from './rights'
import { rolesQuery, scopeOf } from './roleQuery'
import { useRoleTitle } from './useRoleTitle'
import classes from './Role.module.css'

const RoleDrawer = onDemand(() => import('./RoleDrawer').then((m) => m.RoleDrawer), (p) => p.role !== null)

/** What each role may see and do, in sentences; where that can be changed; and what the page says below. */
export function RolesPage({ below }: { below?: ReactNode }) {
  const { t } = useTranslation('access')
  const can = useCan()
  return (
    <>
      <PageHeader title={t('roles.title')} below={t('roles.text')} />
      {can('role', 'read') ? <RoleTable /> : <Denied who={t('roles.who')} />}
      {can('role', 'read') ? below : null}
    </>
  )
}

function RoleTable() {
  const { t } = useTranslation(['access', 'nav'])
  const { data, error, refetch } = useQuery(rolesQuery())
  const [open, setOpen] = useState<RoleCode | null>(null)
  const [asked, setAsked] = useState<RoleAsked | null>(null)
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <ListSkeleton rows={7} height={44} />
  return (
    <>
      <div role="table" aria-label={t('roles.title')} className={classes.table}>
        <div role="row" className={classes.head}>
          <span role="columnheader">{t('roles.role')}</span>
          {glance.map((o) => <span key={o} role="columnheader">{t(`object.${o}`)}</span>)}
        </div>
        {data.items.map((role) => <RoleRow key={role.role} role={role} list={data} onOpen={() => setOpen(role.role)} onAsk={setAsked} />)}
      </div>
      <RoleDrawer role={data.items.find((r) => r.role === open) ?? null} list={data} onClose={() => setOpen(null)} />
      <RoleDialog asked={asked} onClose={() => setAsked(null)} />
    </>
  )
}

interface RoleRowProps { role: RoleGrants; list: RoleList; onOpen: () => void; onAsk: (asked: RoleAsked) => void }

function RoleRow({ role, list, onOpen, onAsk }: RoleRowProps) {
  const { t } = useTranslation('access')
  const can = useCan()
  const name = useRoleTitle()(role)
  const own = role.role !== role.base
  const small = { size: 'compact-xs', variant: 'subtle' } as const
  return (
    <div role="row" className={classes.row}>
      <div role="rowheader" className={classes.role}>
        <b>{name}</b>
        <span className={classes.dim}>{t(`seat.${role.seatKind}`)} · {t('roles.people', { n: role.members.length })}</span>
        {own ? <span className={classes.dim}>{t('roles.own', { base: t(`nav:roles.${role.base}`) })}</span> : null}
        <span className={classes.tools}>
          <Button size="compact-xs" variant="light" onClick={onOpen}>{can('role', 'update') && role.role !== 'owner' ? t('roles.change') : t('roles.look')}<span className="k-hidden">: {name}</span></Button>
          {can('role', 'create') && role.role !== 'owner' ? <Button {...small} onClick={() => onAsk({ what: 'copy', role })}>{t('roles.copy')}<span className="k-hidden">: {name}</span></Button> : null}
          {own && can('role', 'update') ? <Button {...small} onClick={() => onAsk({ what: 'rename', role })}>{t('roles.rename')}<span className="k-hidden">: {name}</span></Button> : null}
          {own && can('role', 'delete') ? <Button {...small} color="red" onClick={() => onAsk({ what: 'remove', role })}>{t('roles.remove')}<span className="k-hidden">: {name}</span></Button> : null}
        </span>
      </div>
      {glance.map((object) => <Cell key={object} role={role} object={object} list={list} />)}
    </div>
  )
}

/** 'Sees own and shared', and below it what else is allowed and what is hidden. */
function Cell({ role, object, list }: { role: RoleGrants; object: PermissionObject; list: RoleList }) {
  const { t } = useTranslation('access')
  const reads = scopeOf(role, object, 'read')
  const does = actionsOf(object).filter((a) => a !== 'read' && scopeOf(role, object, a) !== 'none')
  const nameOf = (field: string) => list.names[`${object}.${field}`] ?? t(`field.${field}`)
  const hides = role.fields.filter((f) => f.object === object && f.mask === 'hide').map((f) => nameOf(f.field))
  const masks = role.fields.filter((f) => f.object === object && f.mask === 'mask').map((f) => nameOf(f.field))
  const stages = list.pipelines.flatMap((p) => p.stages).filter((s) => role.stages.some((c) => c.object === object && c.stage === s.id && c.mask === 'hide')).map((s) => s.name)
  return (
    <div role="cell" className={classes.cell} data-none={reads === 'none' || undefined}>
      <span className={classes.label} aria-hidden>{t(`object.${object}`)}</span>
      <span>{t(`sees.${reads}`)}</span>
      {does.length > 0 ? <span className={classes.dim}>{does.map((a) => t(`does.${a}`)).join(' · ')}</span> : null}
      {hides.length > 0 ? <span className={classes.dim}>{t('roles.without', { fields: hides.join(', ') })}</span> : null}
      {masks.length > 0 ? <span className={classes.dim}>{t('roles.masked', { fields: masks.join(', ') })}</span> : null}
      {stages.length > 0 ? <span className={classes.dim}>{t('stages.without', { stages: stages.join(', ') })}</span> : null}
    </div>
  )
}
