import { Alert, Anchor, Button, Divider, PasswordInput, Stack, TextInput } from '@mantine/core'
import { IconAlertCircle, IconClock, IconFingerprint, IconWifiOff } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useRef, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { ApiProblem, NetworkFailure } from '@/shared/api/problem'
import type { Session } from '@/shared/api/types'
import { problemText } from '@/shared/i18n/problemText'
import { passkeyAnswer, passkeysPossible } from '@/shared/lib/passkey'
import { SecondStep, secondStepOf } from '@/shared/ui/SecondStep'
import { useCountdown } from './useCountdown'

/** E-mail and password, then the second step where there is one; or a passkey. A wrong password, too many tries and no connection each say what they are. */
export function LoginForm({ onSession }: { onSession: (session: Session) => Promise<void> }) {
  const { t } = useTranslation(['auth', 'common'])
  const password = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const wait = useCountdown(error instanceof ApiProblem ? error.retryAfter : undefined, error)
  const [ticket, setTicket] = useState<string | null>(null)
  const enter = async (logIn: () => Promise<Session>) => {
    setBusy(true)
    try {
      await onSession(await logIn())
    } catch (failure) {
      setTicket(secondStepOf(failure))
      setError(secondStepOf(failure) ? null : failure)
      password.current?.select()
    } finally {
      setBusy(false)
    }
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const values = new FormData(event.currentTarget)
    void enter(() => api.post('/auth/login', { body: { email: String(values.get('email')).trim(), password: String(values.get('password')) } }))
  }
  if (ticket) return <SecondStep ticket={ticket} onSession={onSession} onBack={() => setTicket(null)} />
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {error !== null ? <Refusal error={error} wait={wait} /> : null}
        <TextInput name="email" type="email" inputMode="email" label={t('field.email')} autoComplete="username" required withAsterisk={false} autoFocus />
        <PasswordInput ref={password} name="password" label={t('field.password')} autoComplete="current-password" required withAsterisk={false}
          visibilityToggleButtonProps={{ 'aria-label': t('common:password.show'), tabIndex: 0 }} />
        <Anchor component={Link} to="/forgot" size="sm" style={{ alignSelf: 'flex-start' }}>{t('login.forgot')}</Anchor>
        <Button type="submit" size="md" fullWidth loading={busy} disabled={wait > 0}>{t('login.submit')}</Button>
        {passkeysPossible() ? (
          <>
            <Divider label={t('login.or')} />
            <Button variant="default" size="md" fullWidth leftSection={<IconFingerprint size={18} aria-hidden />} onClick={() => void enter(byPasskey)}>{t('login.passkey')}</Button>
          </>
        ) : null}
      </Stack>
    </form>
  )
}

const byPasskey = async (): Promise<Session> => api.post('/auth/passkey', { body: await passkeyAnswer() })

function Refusal({ error, wait }: { error: unknown; wait: number }) {
  const { t } = useTranslation('auth')
  if (error instanceof NetworkFailure) return <Alert color="gray" variant="light" role="alert" icon={<IconWifiOff aria-hidden />} title={t('login.offline')}>{problemText(error)}</Alert>
  const tooMany = error instanceof ApiProblem && error.status === 429
  if (!tooMany) return <Alert color="red" variant="light" role="alert" icon={<IconAlertCircle aria-hidden />}>{problemText(error)}</Alert>
  return (
    <Alert color="red" variant="light" role="alert" icon={<IconClock aria-hidden />} title={t('login.tooMany')}>
      {wait > 0 ? <span aria-hidden>{t('login.wait', { time: clock(wait) })}</span> : t('login.again')}
    </Alert>
  )
}

/** 75 seconds as 1:15. */
const clock = (seconds: number) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
