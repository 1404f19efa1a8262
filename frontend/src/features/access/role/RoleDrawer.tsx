import { Drawer, NativeSelect, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { Action, Mask, RoleGrants, RoleList, Scope } from '@/shared/api/types'
import { ChangePreview } from '@/shared/ui/access/ChangePreview'
import { RoleStages } from './RoleStages'
import { groups, type RightRow } from './rights'
import { maskOf, scopeOf } from './roleQuery'
import { useRoleChange, type Ask } from './useRoleChange'
import { useRoleTitle } from './useRoleTitle'
import classes from './Role.module.css'

interface RoleDrawerProps { role: RoleGrants | null; list: RoleList; onClose: () => void }

/** All rights of one role. Where they may be changed each is a choice; the owner's are fixed. */
export function RoleDrawer({ role, list, onClose }: RoleDrawerProps) {
  const title = useRoleTitle()
  const { t } = useTranslation('access')
  return (
    <Drawer opened={role !== null} onClose={onClose} position="right" size={780} title={role ? title(role) : ''} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {role ? <Rights role={role} list={list} /> : null}
    </Drawer>
  )
}

function Rights({ role, list }: { role: RoleGrants; list: RoleList }) {
  const { t } = useTranslation('access')
  const can = useCan()
  const { ask, asked, answer } = useRoleChange(role)
  const editable = can('role', 'update') && role.role !== 'owner'
  const note = role.role === 'owner' ? t('roles.fixed') : editable ? t('roles.howTo') : t('roles.whoChanges')
  return (
    <>
      <Text size="sm">{role.name ? t('roles.own', { base: t(`nav:roles.${role.base}`) }) : t(`role.${role.base}`)}</Text>
      <Text size="sm" c="dimmed" mt={4}>{note}</Text>
      {groups.map((group) => (
        <section key={group.code} className={classes.group} aria-label={t(`group.${group.code}`)}>
          <h3>{t(`group.${group.code}`)}</h3>
          {group.rows.map((row) => (
            <fieldset key={row.object} className={classes.rights}>
              <legend>{t(`object.${row.object}`)}</legend>
              <div className={classes.actions}>{row.actions.map((action) => <Right key={action} role={role} row={row} action={action} onAsk={editable ? ask : undefined} />)}</div>
            </fieldset>
          ))}
        </section>
      ))}
      <section className={classes.group} aria-label={t('group.fields')}>
        <h3>{t('group.fields')}</h3>
        {list.closable.map(({ object, fields, masked }) => (
          <fieldset key={object} className={classes.rights}>
            <legend>{t('fieldsOf', { object: t(`object.${object}`) })}</legend>
            <div className={classes.actions}>{fields.map((field) => <Field key={field} name={list.names[`${object}.${field}`] ?? t(`field.${field}`)} role={role} object={object} field={field} masked={masked.includes(field)} onAsk={editable ? ask : undefined} />)}</div>
          </fieldset>
        ))}
      </section>
      <RoleStages role={role} pipelines={list.pipelines} onAsk={editable ? ask : undefined} />
      <ChangePreview asked={asked} onAnswer={answer} />
    </>
  )
}

function Right({ role, row, action, onAsk }: { role: RoleGrants; row: RightRow; action: Action; onAsk?: Ask }) {
  const { t } = useTranslation('access')
  const { object } = row
  const scope = scopeOf(role, object, action)
  const options = [...new Set<Scope | 'none'>(['none', ...row.scopes, scope])]
  const words = (s: Scope | 'none') => t(row.scopes.length === 1 ? `yes.${s === 'none' ? 'none' : 'all'}` : `scope.${s}`)
  if (!onAsk) return <div className={classes.right}><span>{t(`action.${action}`)}</span><b data-none={scope === 'none' || undefined}>{words(scope)}</b></div>
  const change = (next: Scope | 'none') => onAsk({ grant: { object, action, scope: next } }, { grant: { object, action, scope } }, [t(`object.${object}`), t(`action.${action}`), words(next)])
  return (
    <NativeSelect size="xs" className={classes.right} label={t(`action.${action}`)} value={scope} data={options.map((s) => ({ value: s, label: words(s) }))}
      onChange={(e) => change(e.currentTarget.value as Scope | 'none')} />
  )
}

const masks: (Mask | 'write')[] = ['write', 'read', 'mask', 'hide']

function Field({ name, role, object, field, masked, onAsk }: { name: string; role: RoleGrants; object: string; field: string; masked: boolean; onAsk?: Ask }) {
  const { t } = useTranslation('access')
  const mask = maskOf(role, object, field)
  if (!onAsk) return <div className={classes.right}><span>{name}</span><b>{t(`mask.${mask}`)}</b></div>
  const change = (next: Mask | 'write') => onAsk({ field: { object, field, mask: next } }, { field: { object, field, mask } }, [t(`object.${object}`), name, t(`mask.${next}`)])
  return (
    <NativeSelect size="xs" className={classes.right} label={name} value={mask} description={masked ? t(`masked.${mask}`) : undefined} inputWrapperOrder={['label', 'input', 'description']}
      data={masks.filter((m) => masked || m !== 'mask').map((m) => ({ value: m, label: t(`mask.${m}`) }))}
      onChange={(e) => change(e.currentTarget.value as Mask | 'write')} />
  )
}
