import { IconCalendarOff, IconUserCheck, IconUserCog, IconUserMinus, IconUserPause } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useRoleName } from '@/shared/api/roles'
import { useCan, useMe } from '@/shared/api/me'
import type { Member } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { mayGive } from '@/shared/lib/roles'
import { Avatar } from '@/shared/ui/Avatar'
import { RowMenu } from '@/shared/ui/RowMenu'
import { StatusDot } from '@/shared/ui/StatusDot'
import { complain, inform, undoable } from '@/shared/ui/undoable'
import type { MemberDialog } from './MemberDialogs'
import { useRemoveMember, useRestoreMember, useSuspendMember } from './memberQuery'
import classes from './Member.module.css'

interface MemberRowProps { member: Member; onOpen: (dialog: MemberDialog) => void }

/** One person. A row of a table where there is room, a card on a phone. */
export function MemberRow({ member, onOpen }: MemberRowProps) {
  const { t } = useTranslation(['settings', 'nav', 'access'])
  const format = useFormat()
  const roleName = useRoleName()
  return (
    <div role="row" className={classes.row}>
      <div role="cell" className={classes.person}>
        <Avatar name={member.name} size={36} />
        <span className={classes.who}>
          <b>{member.name}{member.you ? <span className={classes.you}>{t('members.you')}</span> : null}</b>
          <span>{member.email}</span>
        </span>
      </div>
      <div role="cell" className={classes.cell}>
        <span>{roleName(member.userId, member.role)}</span>
        <span className={classes.dim}>{t(`access:seat.${member.seatKind}`)}</span>
      </div>
      <div role="cell" className={classes.cell}>
        <StatusDot tone={member.state === 'active' ? 'ok' : 'warn'}>{t(`members.state.${member.state}`)}</StatusDot>
        {member.endsOn ? <span className={classes.dim}>{t('members.until', { date: format.date(member.endsOn) })}</span> : null}
      </div>
      <div role="cell" className={`${classes.cell} ${classes.dim}`}>
        {member.lastSeenAt ? <time dateTime={member.lastSeenAt} title={format.dateTime(member.lastSeenAt)}>{t('members.seen', { when: format.relative(member.lastSeenAt) })}</time> : t('members.never')}
      </div>
      <div role="cell" className={classes.menu}><Actions member={member} onOpen={onOpen} /></div>
    </div>
  )
}

function Actions({ member, onOpen }: MemberRowProps) {
  const { t } = useTranslation('settings')
  const can = useCan()
  const mine = useMe().member.role
  const remove = useRemove(member)
  const seat = useSeat(member)
  if (!mayGive(mine, member.role)) return null
  return (
    <RowMenu label={t('members.actions', { name: member.name })} entries={[
      can('member', 'update') && { label: t('members.changeRole'), icon: IconUserCog, onClick: () => onOpen({ kind: 'role', member }) },
      can('member', 'update') && member.role !== 'owner' && { label: t('members.setEnd'), icon: IconCalendarOff, onClick: () => onOpen({ kind: 'end', member }) },
      member.state === 'suspended' && can('member', 'create') && { label: t('members.giveBack'), icon: IconUserCheck, onClick: seat.giveBack },
      member.state === 'active' && !member.you && can('member', 'delete') && { label: t('members.suspend'), icon: IconUserPause, onClick: seat.suspend },
      can('member', 'delete') && { label: t('members.remove'), icon: IconUserMinus, danger: true, onClick: remove },
    ]} />
  )
}

/** Removes at once, with ten seconds to take it back. */
function useRemove(member: Member) {
  const { t } = useTranslation('settings')
  const remove = useRemoveMember()
  const restore = useRestoreMember()
  // By promise: the row is gone from the list by the time the answer is in.
  return () => void remove.mutateAsync(member).then(() => undoable({ message: t('members.removed', { name: member.name }), undo: () => restore.mutateAsync(member) }), complain)
}

/** Takes the seat without removing the person, and gives it back. */
function useSeat(member: Member) {
  const { t } = useTranslation('settings')
  const suspend = useSuspendMember()
  const restore = useRestoreMember()
  return {
    suspend: () => void suspend.mutateAsync(member).then(() => undoable({ message: t('members.suspended', { name: member.name }), undo: () => restore.mutateAsync(member) }), complain),
    giveBack: () => void restore.mutateAsync(member).then(() => inform(t('members.givenBack', { name: member.name })), complain),
  }
}
