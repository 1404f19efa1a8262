import { Drawer, NativeSelect, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { Action, RoleGrants, Scope } from '@/shared/api/types'
import { complain, undoable } from '@/shared/ui/undoable'
import { groups, type RightRow } from './rights'
import { scopeOf, useSetGrant } from './roleQuery'
import classes from './Role.module.css'

/** All rights of one role. Where they may be changed each is a choice; the owner's are fixed. */
export function RoleDrawer({ role, onClose }: { role: RoleGrants | null; onClose: () => void }) {
  const { t } = useTranslation(['access', 'nav'])
  const can = useCan()
  const editable = can('role', 'update') && role?.role !== 'owner'
  const note = role?.role === 'owner' ? t('roles.fixed') : editable ? t('roles.howTo') : t('roles.whoChanges')
  return (
    <Drawer opened={role !== null} onClose={onClose} position="right" size={780} title={role ? t(`nav:roles.${role.role}`) : ''} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {role ? (
        <>
          <Text size="sm">{t(`role.${role.role}`)}</Text>
          <Text size="sm" c="dimmed" mt={4}>{note}</Text>
          {groups.map((group) => (
            <section key={group.code} className={classes.group} aria-label={t(`group.${group.code}`)}>
              <h3>{t(`group.${group.code}`)}</h3>
              {group.rows.map((row) => <Rights key={row.object} role={role} row={row} editable={editable} />)}
            </section>
          ))}
        </>
      ) : null}
    </Drawer>
  )
}

function Rights({ role, row, editable }: { role: RoleGrants; row: RightRow; editable: boolean }) {
  const { t } = useTranslation('access')
  return (
    <fieldset className={classes.rights}>
      <legend>{t(`object.${row.object}`)}</legend>
      <div className={classes.actions}>
        {row.actions.map((action) => <Right key={action} role={role} row={row} action={action} editable={editable} />)}
      </div>
    </fieldset>
  )
}

interface RightProps { role: RoleGrants; row: RightRow; action: Action; editable: boolean }

function Right({ role, row, action, editable }: RightProps) {
  const { t } = useTranslation(['access', 'nav'])
  const set = useSetGrant()
  const { object } = row
  const scope = scopeOf(role, object, action)
  const options = [...new Set<Scope | 'none'>(['none', ...row.scopes, scope])]
  const words = (s: Scope | 'none') => t(row.scopes.length === 1 ? `yes.${s === 'none' ? 'none' : 'all'}` : `scope.${s}`)
  if (!editable) return <div className={classes.right}><span>{t(`action.${action}`)}</span><b data-none={scope === 'none' || undefined}>{words(scope)}</b></div>
  const change = (next: Scope | 'none') => set.mutate({ role: role.role, object, action, scope: next }, {
    onError: complain,
    onSuccess: () => undoable({
      message: t('roles.changed', { role: t(`nav:roles.${role.role}`), what: t(`object.${object}`), action: t(`action.${action}`), scope: words(next) }),
      undo: () => set.mutateAsync({ role: role.role, object, action, scope }),
    }),
  })
  return (
    <NativeSelect size="xs" className={classes.right} label={t(`action.${action}`)} value={scope} data={options.map((s) => ({ value: s, label: words(s) }))}
      onChange={(e) => change(e.currentTarget.value as Scope | 'none')} />
  )
}
