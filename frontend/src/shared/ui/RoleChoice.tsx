import { useQuery } from '@tanstack/react-query'
import { useId, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/api/me'
import { ownRolesQuery } from '@/shared/api/roles'
import type { Role, RoleCode } from '@/shared/api/types'
import { mayGive, roles, seatKindOf } from '@/shared/lib/roles'
import classes from './RoleChoice.module.css'

interface RoleChoiceProps { label: string; value: RoleCode; onChange: (code: RoleCode, base: Role) => void }

/**
 * One role, each with one sentence on what it can do and the seat it takes; the company's own are among them by name. Roles
 * above one's own are not offered.
 */
export function RoleChoice({ label, value, onChange }: RoleChoiceProps) {
  const { t } = useTranslation(['access', 'nav'])
  const name = useId()
  const mine = useMe().member.role
  const theirs = useQuery(ownRolesQuery()).data ?? []
  const choice = (code: RoleCode, base: Role, title: string, text: ReactNode) => (
    <label key={code} className={classes.role}>
      <input type="radio" name={name} value={code} checked={code === value} onChange={() => onChange(code, base)} />
      <span className={classes.head}>{title}<span className={classes.kind}>{t(`access:seat.${seatKindOf(base)}`)}</span></span>
      <span className={classes.can}>{text}</span>
    </label>
  )
  return (
    <fieldset className={classes.fieldset}>
      <legend className={classes.legend}>{label}</legend>
      <div className={classes.roles}>
        {roles.filter((r) => mayGive(mine, r)).map((r) => choice(r, r, t(`nav:roles.${r}`), t(`access:role.${r}`)))}
        {theirs.filter((r) => mayGive(mine, r.base)).map((r) => choice(r.role, r.base, r.name, t('access:roles.own', { base: t(`nav:roles.${r.base}`) })))}
      </div>
    </fieldset>
  )
}
