import { Modal, TextInput } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { ApiProblem } from '@/shared/api/problem'
import { useBaseOf } from '@/shared/api/roles'
import type { RoleCode, Seat } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { seatKindOf } from '@/shared/lib/roles'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import { RoleChoice } from '@/shared/ui/RoleChoice'
import { inform } from '@/shared/ui/undoable'
import classes from './Invitation.module.css'
import { useRefreshInvitations } from './inviteQuery'
import { SeatLimit, SeatUse } from './SeatUse'

interface InviteDialogProps { opened: boolean; onClose: () => void; seats: Seat[] | undefined }

/** Invites one person. Which seat it takes, and how many are left, stands there before it is sent. */
export function InviteDialog({ opened, onClose, seats }: InviteDialogProps) {
  const { t } = useTranslation('settings')
  const phone = useMediaQuery('(max-width: 767px)')
  return (
    <Modal opened={opened} onClose={onClose} title={t('invite.title')} size="lg" fullScreen={phone} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {opened ? <InviteForm onClose={onClose} seats={seats} /> : null}
    </Modal>
  )
}

interface InviteValues { email: string; name: string; role: RoleCode; endsOn: string }
const first: InviteValues = { email: '', name: '', role: 'employee', endsOn: '' }

function InviteForm({ onClose, seats }: Omit<InviteDialogProps, 'opened'>) {
  const { t } = useTranslation('settings')
  const today = useFormat().day(Date.now())
  const refresh = useRefreshInvitations()
  const form = useApiForm<InviteValues>({
    name: 'invite',
    initialValues: first,
    labels: { email: t('invite.email'), name: t('invite.name'), role: t('members.role'), endsOn: t('members.lastDay') },
    required: ['email', 'name'],
    submit: async ({ endsOn, ...who }) => {
      const email = who.email.trim()
      await api.post('/invitations', { body: { ...who, email, ...(endsOn && who.role !== 'owner' ? { endsOn } : {}) } })
      await refresh()
      inform(t('invite.sent', { email }))
      onClose()
    },
  })
  const [role, setRole] = useState(form.form.getValues().role)
  const base = useBaseOf()(role)
  const choose = (next: RoleCode) => { setRole(next); form.form.setFieldValue('role', next) }
  const limit = form.error instanceof ApiProblem && form.error.code === 'seat.limit' ? form.error : null
  return (
    <ApiFormBody form={form} submitLabel={t('invite.send')} onCancel={onClose} problem={limit ? <SeatLimit problem={limit} seats={seats} onLeave={onClose} /> : undefined}>
      <div className={classes.pair}>
        <TextInput {...form.field('email')} withAsterisk={false} type="email" inputMode="email" autoComplete="off" data-autofocus />
        <TextInput {...form.field('name')} withAsterisk={false} autoComplete="off" maxLength={120} />
      </div>
      <RoleChoice label={t('members.role')} value={role} onChange={choose} />
      <SeatUse kind={seatKindOf(base)} seats={seats} />
      {role === 'owner' ? null : <TextInput {...form.field('endsOn')} type="date" min={today} description={t(base === 'freelancer' ? 'invite.endFreelancer' : 'invite.endOther')} />}
    </ApiFormBody>
  )
}
