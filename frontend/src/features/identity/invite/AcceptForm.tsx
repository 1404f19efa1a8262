import { Alert, Anchor, PasswordInput, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { takeSession } from '@/shared/api/session'
import type { InvitationLook, Session } from '@/shared/api/types'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import { SecondStep, secondStepOf } from '@/shared/ui/SecondStep'
import { NewPasswordInput } from '@/shared/ui/NewPasswordInput'

interface AcceptValues { name: string; password: string }

/** Accepting: a new person says their name and chooses a password, a known one logs in, one already logged in just joins. */
export function AcceptForm({ token, look }: { token: string; look: InvitationLook }) {
  const { t } = useTranslation(['auth', 'common'])
  const isNew = !look.known
  const asksPassword = look.needsPassword
  const join = useJoin(token)
  const [ticket, setTicket] = useState<string | null>(null)
  const form = useApiForm<AcceptValues>({
    name: 'accept',
    initialValues: { name: '', password: '' },
    labels: { name: t('field.name'), password: t('field.password') },
    required: [...(isNew ? ['name' as const] : []), ...(asksPassword ? ['password' as const] : [])],
    secret: ['password'],
    submit: ({ name, password }) => join({ name: isNew ? name.trim() : undefined, password: asksPassword ? password : undefined }).catch((failure: unknown) => {
      setTicket(secondStepOf(failure))
      if (!secondStepOf(failure)) throw failure
    }),
  })
  const loggedIn = async (session: Session) => { takeSession(session); await join({}) } // the cookie of the new session shows who accepts
  if (ticket) return <SecondStep ticket={ticket} onSession={loggedIn} onBack={() => setTicket(null)} />
  return (
    <ApiFormBody form={form} submitLabel={isNew || !asksPassword ? t('invitation.join') : t('invitation.loginJoin')} fullWidth>
      <TextInput label={t('field.email')} value={look.email} readOnly autoComplete="username" />
      {isNew ? <TextInput {...form.field('name')} withAsterisk={false} autoComplete="name" maxLength={120} autoFocus /> : null}
      {isNew ? <NewPasswordInput {...form.field('password')} withAsterisk={false} about={() => ({ email: look.email, name: form.form.getValues().name, company: look.tenantName })} /> : null}
      {!isNew && asksPassword ? (
        <>
          <Alert variant="light" p="sm">{t('invitation.known')}</Alert>
          <PasswordInput {...form.field('password')} withAsterisk={false} autoComplete="current-password" autoFocus visibilityToggleButtonProps={{ 'aria-label': t('common:password.show'), tabIndex: 0 }} />
          <Anchor component={Link} to="/forgot" size="sm">{t('login.forgot')}</Anchor>
        </>
      ) : null}
    </ApiFormBody>
  )
}

function useJoin(token: string) {
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  return async (who: { name?: string; password?: string }) => {
    const session = await api.post('/invitations/accept', { body: { token, ...who } })
    queryClient.clear()
    takeSession(session)
    if (session.tenant) await navigate({ to: '/$slug/today', params: { slug: session.tenant.slug }, replace: true })
    else await navigate({ to: '/', replace: true })
  }
}
