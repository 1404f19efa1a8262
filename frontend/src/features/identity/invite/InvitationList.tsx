import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import { useInvitedRole } from '@/shared/api/roles'
import type { Invitation } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { ErrorState } from '@/shared/ui/ErrorState'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { StatusDot } from '@/shared/ui/StatusDot'
import { complain, inform } from '@/shared/ui/undoable'
import { invitationsQuery, useResend, useWithdraw } from './inviteQuery'
import classes from './Invitation.module.css'

/** Invitations that wait, and those that expired and can be sent once more. Nothing is shown when there are none. */
export function InvitationList() {
  const { t } = useTranslation('settings')
  const { data, error, refetch } = useQuery(invitationsQuery())
  if (error) return <Section title={t('invitations.title')}><ErrorState error={error} onRetry={() => void refetch()} /></Section>
  if (!data) return <ListSkeleton rows={2} height={32} />
  const open = data.filter((i) => i.state === 'pending' || i.state === 'expired')
  if (open.length === 0) return null
  return (
    <Section title={t('invitations.title')} text={t('invitations.text')}>
      <ul className={classes.list}>{open.map((i) => <InvitationRow key={i.id} invitation={i} />)}</ul>
    </Section>
  )
}

function InvitationRow({ invitation: i }: { invitation: Invitation }) {
  const { t } = useTranslation('settings')
  const format = useFormat()
  const roleName = useInvitedRole()
  const waits = i.state === 'pending'
  const until = waits ? t('invitations.until', { date: format.date(i.expiresAt) }) : t('invitations.expired', { date: format.date(i.expiresAt) })
  return (
    <li className={classes.row}>
      <div className={classes.who}>
        <b>{i.name || i.email}</b>
        <span>{i.email} · {roleName(i.role, i.ownRole)}{i.endsOn ? ` · ${t('members.until', { date: format.date(i.endsOn) })}` : ''}</span>
      </div>
      <div className={classes.state}>
        <StatusDot tone={waits ? 'info' : 'warn'}>{t(`invitations.state.${i.state}`)}</StatusDot>
        <span>{until}</span>
      </div>
      <Actions invitation={i} />
    </li>
  )
}

function Actions({ invitation: i }: { invitation: Invitation }) {
  const { t } = useTranslation('settings')
  const can = useCan()
  const resend = useResend()
  const withdraw = useWithdraw()
  if (!can('member', 'create')) return null
  const who = i.name || i.email
  return (
    <div className={classes.actions}>
      <Button size="xs" variant="default" loading={resend.isPending} onClick={() => resend.mutate(i.id, { onError: complain, onSuccess: () => inform(t('invitations.resent', { email: i.email })) })}>
        {t('invitations.resend')}<span className="k-hidden">: {who}</span>
      </Button>
      <Button size="xs" variant="subtle" color="red" loading={withdraw.isPending} onClick={() => void withdraw.mutateAsync(i.id).then(() => inform(t('invitations.withdrawn', { email: i.email })), complain)}>
        {t('invitations.withdraw')}<span className="k-hidden">: {who}</span>
      </Button>
    </div>
  )
}
