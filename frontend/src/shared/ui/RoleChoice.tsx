import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Role } from '@/shared/api/types'
import { useMe } from '@/shared/api/me'
import { mayGive, roles, seatKindOf } from '@/shared/lib/roles'
import classes from './RoleChoice.module.css'

interface RoleChoiceProps { label: string; value: Role; onChange: (role: Role) => void }

/** One role, each with one sentence on what it can do and the seat it takes. Roles above one's own are not offered. */
export function RoleChoice({ label, value, onChange }: RoleChoiceProps) {
  const { t } = useTranslation(['access', 'nav'])
  const name = useId()
  const mine = useMe().member.role
  return (
    <fieldset className={classes.fieldset}>
      <legend className={classes.legend}>{label}</legend>
      <div className={classes.roles}>
        {roles.filter((r) => mayGive(mine, r)).map((role) => (
          <label key={role} className={classes.role}>
            <input type="radio" name={name} value={role} checked={role === value} onChange={() => onChange(role)} />
            <span className={classes.head}>{t(`nav:roles.${role}`)}<span className={classes.kind}>{t(`access:seat.${seatKindOf(role)}`)}</span></span>
            <span className={classes.can}>{t(`access:role.${role}`)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
