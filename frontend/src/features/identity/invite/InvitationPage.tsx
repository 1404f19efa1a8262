import { Anchor, Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { ApiProblem } from '@/shared/api/problem'
import { useFormat } from '@/shared/i18n/format'
import { problemText } from '@/shared/i18n/problemText'
import { AuthFrame } from '@/shared/ui/AuthFrame'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { AcceptForm } from './AcceptForm'
import classes from './Invitation.module.css'

/** Opened from the mail: who invites to what, and the way in. Looking changes nothing; only accepting does. */
export function InvitationPage() {
  const { t } = useTranslation(['auth', 'access', 'nav'])
  const format = useFormat()
  const token = useLocation({ select: (l) => l.hash })
  const { data: look, error, refetch } = useQuery({
    queryKey: ['/invitations/look', token], queryFn: () => api.post('/invitations/look', { body: { token } }), enabled: token !== '', staleTime: Infinity,
  })
  if (token === '' || (error instanceof ApiProblem && error.status === 410)) return <GonePage />
  if (error) return <AuthFrame title={t('confirm.failed')} text={problemText(error)}><Button onClick={() => void refetch()} fullWidth>{t('common:action.retry')}</Button></AuthFrame>
  if (!look) return <AuthFrame title={t('invitation.loading')}><ListSkeleton rows={4} /></AuthFrame>
  return (
    <AuthFrame title={t('invitation.title', { company: look.tenantName })} text={t('invitation.by', { name: look.inviterName, email: look.email })}>
      <dl className={classes.facts}>
        <dt>{t('invitation.role')}</dt>
        <dd><b>{look.roleName || t(`nav:roles.${look.role}`)}</b>{look.roleName ? null : <span>{t(`access:role.${look.role}`)}</span>}</dd>
        {look.endsOn ? <><dt>{t('invitation.until')}</dt><dd>{format.date(look.endsOn)}</dd></> : null}
      </dl>
      <AcceptForm token={token} look={look} />
    </AuthFrame>
  )
}

function GonePage() {
  const { t } = useTranslation('auth')
  return (
    <AuthFrame title={t('gone.title')} text={t('gone.invitation')} foot={<Anchor component={Link} to="/signup" size="sm">{t('gone.ownCompany')}</Anchor>}>
      <Button component={Link} to="/login" variant="default" fullWidth>{t('login.submit')}</Button>
    </AuthFrame>
  )
}
