import { Anchor, Button, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { refreshSession } from '@/shared/api/refresh'
import type { Session } from '@/shared/api/types'
import { problemText } from '@/shared/i18n/problemText'
import { here, leaveForSignOn } from '@/shared/lib/signOn'
import { SecondStep, secondStepOf } from '@/shared/ui/SecondStep'

interface LoginAgainProps { email: string; slug: string | undefined; userId: string; bound: boolean }

/** The dialog of `SessionDialog`. It cannot be closed: requests wait behind it. */
export function LoginAgainDialog(props: LoginAgainProps) {
  const { t } = useTranslation('common')
  return (
    <Modal opened onClose={() => undefined} withCloseButton={false} closeOnEscape={false} closeOnClickOutside={false} title={t('session.title')} zIndex={390}>
      {props.bound && props.slug ? <SignOnAgain slug={props.slug} email={props.email} /> : <LoginAgain {...props} />}
    </Modal>
  )
}

/** For who came in by their company's sign-on. */
function SignOnAgain({ slug, email }: { slug: string; email: string }) {
  const { t } = useTranslation('common')
  const [error, setError] = useState<unknown>(null)
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">{error ? problemText(error) : t('session.sso')}</Text>
      <Button onClick={() => void leaveForSignOn(slug, { email, next: here() }).catch(setError)}>{t('session.ssoGo')}</Button>
      <Anchor component="button" type="button" size="sm" onClick={() => location.assign('/login')}>{t('session.other')}</Anchor>
    </Stack>
  )
}

function LoginAgain({ email, slug, userId }: LoginAgainProps) {
  const { t } = useTranslation('common')
  const [password, setPassword] = useState('')
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const [ticket, setTicket] = useState<string | null>(null)
  const enter = async ({ user }: Session) => {
    if (user.id === userId) await refreshSession(slug) // the requests that wait belong to this company
    else location.assign('/')
  }
  const submit = async (event: React.FormEvent) => {
    event.preventDefault()
    setBusy(true)
    try {
      await enter(await api.post('/auth/login', { body: { email, password } }))
    } catch (failure) {
      setTicket(secondStepOf(failure))
      setError(secondStepOf(failure) ? null : failure)
    } finally {
      setBusy(false)
    }
  }
  if (ticket) return <SecondStep ticket={ticket} onSession={enter} onBack={() => setTicket(null)} />
  return (
    <form onSubmit={(e) => void submit(e)}>
      <Stack gap="md">
        <Text size="sm" c="dimmed">{t('session.text')}</Text>
        <TextInput label={t('session.email')} value={email} readOnly autoComplete="username" />
        <PasswordInput label={t('session.password')} value={password} onChange={(e) => setPassword(e.currentTarget.value)} data-autofocus required
          withAsterisk={false} autoComplete="current-password" error={error ? problemText(error) : undefined} />
        <Button type="submit" loading={busy}>{t('session.login')}</Button>
        <Anchor component="button" type="button" size="sm" onClick={() => location.assign('/login')}>{t('session.other')}</Anchor>
      </Stack>
    </form>
  )
}
