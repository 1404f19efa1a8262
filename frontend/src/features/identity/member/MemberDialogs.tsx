import { Alert, Anchor, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/api/me'
import { ApiProblem } from '@/shared/api/problem'
import { ownRolesQuery } from '@/shared/api/roles'
import type { Member, Role, RoleCode } from '@/shared/api/types'
import { problemText } from '@/shared/i18n/problemText'
import { useFormat } from '@/shared/i18n/format'
import { seatKindOf } from '@/shared/lib/roles'
import { RoleChoice } from '@/shared/ui/RoleChoice'
import { useChangeMember, useGiveRole } from './memberQuery'

export interface MemberDialog { kind: 'role' | 'end'; member: Member }

/** The two things about a member that are asked in a dialog. */
export function MemberDialogs({ dialog, onClose }: { dialog: MemberDialog | null; onClose: () => void }) {
  const { t } = useTranslation('settings')
  const title = dialog ? t(dialog.kind === 'role' ? 'members.roleOf' : 'members.endOf', { name: dialog.member.name }) : ''
  return (
    <Modal opened={dialog !== null} onClose={onClose} title={title} size="lg" closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {dialog?.kind === 'role' ? <RoleForm member={dialog.member} onClose={onClose} /> : null}
      {dialog?.kind === 'end' ? <EndForm member={dialog.member} onClose={onClose} /> : null}
    </Modal>
  )
}

interface FormProps { member: Member; onClose: () => void }

function RoleForm({ member, onClose }: FormProps) {
  const { t } = useTranslation(['settings', 'access'])
  const { data: own = [] } = useQuery(ownRolesQuery())
  const before: RoleCode = own.find((r) => r.base === member.role && r.userIds.includes(member.userId))?.role ?? member.role
  const [chosen, setChosen] = useState<{ code: RoleCode; base: Role } | null>(null)
  const { code: role, base } = chosen ?? { code: before, base: member.role }
  const change = useGiveRole()
  const kind = seatKindOf(base)
  return (
    <Stack gap="md">
      <RoleChoice label={t('members.role')} value={role} onChange={(code, to) => setChosen({ code, base: to })} />
      {kind !== member.seatKind ? <Text size="sm">{t('members.otherSeat', { from: t(`access:seat.${member.seatKind}`), to: t(`access:seat.${kind}`) })}</Text> : null}
      <Refusal error={change.error} />
      <Buttons busy={change.isPending} disabled={role === before} onClose={onClose} onSave={() => change.mutate({ member, role }, { onSuccess: onClose })} />
    </Stack>
  )
}

function EndForm({ member, onClose }: FormProps) {
  const { t } = useTranslation('settings')
  const today = useFormat().day(Date.now())
  const [day, setDay] = useState(member.endsOn ?? '')
  const change = useChangeMember()
  return (
    <Stack gap="md">
      <TextInput type="date" label={t('members.lastDay')} description={t('members.lastDayHint')} min={today} value={day} onChange={(e) => setDay(e.currentTarget.value)} data-autofocus />
      <Refusal error={change.error} />
      <Buttons busy={change.isPending} disabled={day === (member.endsOn ?? '')} onClose={onClose} onSave={() => change.mutate({ member, endsOn: day || null }, { onSuccess: onClose })} />
    </Stack>
  )
}

function Refusal({ error }: { error: Error | null }) {
  const { t } = useTranslation('settings')
  const { slug } = useMe().tenant
  if (!error) return null
  const seats = error instanceof ApiProblem && error.code === 'seat.limit'
  return (
    <Alert color="red" variant="light" role="alert">
      {problemText(error)} {seats ? <Anchor component={Link} to="/$slug/settings/billing" params={{ slug } as never} size="sm" underline="always">{t('invite.toBilling')}</Anchor> : null}
    </Alert>
  )
}

interface ButtonsProps { busy: boolean; disabled: boolean; onClose: () => void; onSave: () => void }

function Buttons({ busy, disabled, onClose, onSave }: ButtonsProps) {
  const { t } = useTranslation('common')
  return (
    <Group justify="flex-end" gap="xs">
      <Button variant="default" onClick={onClose}>{t('action.cancel')}</Button>
      <Button loading={busy} disabled={disabled} onClick={onSave}>{t('action.save')}</Button>
    </Group>
  )
}
