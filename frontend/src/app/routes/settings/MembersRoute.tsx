import { Button } from '@mantine/core'
import { IconUserPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { InvitationList } from '@/features/identity/invite/InvitationList'
import { InviteDialog } from '@/features/identity/invite/InviteDialog'
import { SeatLimit } from '@/features/identity/invite/SeatUse'
import { MemberList } from '@/features/identity/member/MemberList'
import { useCan, useMe } from '@/shared/api/me'
import { seatsQuery } from '@/shared/api/seats'
import type { Seat } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { Denied } from '@/shared/ui/Denied'
import { Meter } from '@/shared/ui/Meter'
import { PageHeader } from '@/shared/ui/PageHeader'
import { Section } from '@/shared/ui/Section'
import classes from './Settings.module.css'

const DayPasses = lazy(() => import('@/features/identity/member/DayPasses').then((m) => ({ default: m.DayPasses })))

/** People: the seats taken, those who work here, those invited. `?invite=1` opens the invitation. */
export function MembersRoute() {
  const { t } = useTranslation('settings')
  const can = useCan()
  const { invite } = useSearch({ from: '/$slug/settings/members' })
  const navigate = useNavigate({ from: '/$slug/settings/members' })
  const { data: seats } = useQuery({ ...seatsQuery(), enabled: can('seat', 'read') })
  const show = (open: boolean) => void navigate({ search: { invite: open || undefined }, replace: true })
  const mayInvite = can('member', 'create')
  if (!can('member', 'read')) return <><PageHeader title={t('members.title')} /><Denied who={t('members.who')} /></>
  return (
    <>
      <PageHeader title={t('members.title')} below={mayInvite ? t('members.text') : t('members.whoInvites')}
        actions={mayInvite ? <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => show(true)}>{t('members.invite')}</Button> : null} />
      {seats ? <Seats seats={seats} /> : null}
      <MemberList />
      {can('member', 'update') ? <InvitationList /> : null}
      {mayInvite ? <Suspense fallback={null}><DayPasses limit={(problem) => <SeatLimit problem={problem} seats={seats} onLeave={() => undefined} />} /></Suspense> : null}
      {mayInvite ? <InviteDialog opened={invite === true} onClose={() => show(false)} seats={seats} /> : null}
    </>
  )
}

function Seats({ seats }: { seats: Seat[] }) {
  const { t } = useTranslation(['settings', 'access'])
  const format = useFormat()
  const pool = useTrialPool(seats)
  return (
    <Section title={t('seats.title')} text={pool ? t('seats.trial', { used: format.number(pool.used), licensed: format.number(pool.licensed) }) : undefined}>
      <div className={classes.meters}>
        {seats.map((s) => (
          <Meter key={s.kind} label={t(`access:seat.${s.kind}`)} value={t('seats.used', { used: format.number(s.used), licensed: format.number(s.licensed) })} used={s.used} of={s.licensed}
            note={s.scheduled !== null && s.scheduled !== s.licensed ? t('seats.scheduled', { n: format.number(s.scheduled) }) : t(`access:seatFor.${s.kind}`)} />
        ))}
      </div>
    </Section>
  )
}

/** During a trial full and light seats share one number; what is left of it is left of both. */
function useTrialPool(seats: Seat[]): { used: number; licensed: number } | null {
  const { state } = useMe().tenant
  const full = seats.find((s) => s.kind === 'full')
  const light = seats.find((s) => s.kind === 'light')
  if (state !== 'trialing' || !full || !light) return null
  const used = full.used + light.used
  return { used, licensed: used + full.licensed - full.used }
}
