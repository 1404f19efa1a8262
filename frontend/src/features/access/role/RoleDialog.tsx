import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoleGrants } from '@/shared/api/types'
import { problemText } from '@/shared/i18n/problemText'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { useKeepRole } from './roleQuery'
import { useRoleTitle } from './useRoleTitle'

export interface RoleAsked { what: 'copy' | 'rename' | 'remove'; role: RoleGrants }

/** A copy of a role, another name for one of the company's own, or its end. */
export function RoleDialog({ asked, onClose }: { asked: RoleAsked | null; onClose: () => void }) {
  const { t } = useTranslation('access')
  const title = useRoleTitle()
  const { remove } = useKeepRole()
  const name = asked ? title(asked.role) : ''
  const naming = asked !== null && asked.what !== 'remove'
  return (
    <>
      <Modal opened={naming} onClose={onClose} title={naming ? t(`roles.${asked.what}Title`, { name }) : ''} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
        {naming ? <NameForm asked={asked} onClose={onClose} /> : null}
      </Modal>
      <ConfirmDialog opened={asked?.what === 'remove'} onClose={onClose} title={t('roles.removeTitle', { name })} confirmLabel={t('roles.remove')} danger
        onConfirm={() => (asked ? remove.mutateAsync(asked.role.role) : Promise.resolve())}>
        <Text size="sm">{t('roles.removeText')}</Text>
      </ConfirmDialog>
    </>
  )
}

function NameForm({ asked: { what, role }, onClose }: { asked: RoleAsked; onClose: () => void }) {
  const { t } = useTranslation(['access', 'common'])
  const [name, setName] = useState(what === 'rename' ? role.name : '')
  const { copy, rename } = useKeepRole()
  const error = copy.error ?? rename.error
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (what === 'copy') copy.mutate({ name, from: role.role }, { onSuccess: onClose })
    else rename.mutate({ role: role.role, version: role.version, name }, { onSuccess: onClose })
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {what === 'copy' ? <Text size="sm">{t('roles.copyText', { seat: t(`seat.${role.seatKind}`) })}</Text> : null}
        <TextInput label={t('roles.name')} value={name} onChange={(e) => setName(e.currentTarget.value)} maxLength={60} required data-autofocus />
        {error ? <Alert color="red" variant="light" role="alert">{problemText(error)}</Alert> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>{t('common:action.cancel')}</Button>
          <Button type="submit" loading={copy.isPending || rename.isPending} disabled={name.trim() === ''}>{t('common:action.save')}</Button>
        </Group>
      </Stack>
    </form>
  )
}
