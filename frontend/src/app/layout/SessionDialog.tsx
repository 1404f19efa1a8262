import { Anchor, Button, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { refreshSession } from '@/shared/api/refresh'
import { dropSession, useSessionState } from '@/shared/api/session'
import { problemText } from '@/shared/i18n/problemText'

/** Over the page when the session has ended: logging in lets the waiting requests go on, so nothing typed is lost. */
export function SessionDialog() {
  const { t } = useTranslation('common')
  const { session, expired } = useSessionState()
  if (!session) return null
  return (
    <Modal opened={expired} onClose={() => undefined} withCloseButton={false} closeOnEscape={false} closeOnClickOutside={false} title={t('session.title')} zIndex={390}>
      <LoginAgain email={session.user.email} slug={session.tenant?.slug} userId={session.user.id} />
    </Modal>
  )
}

function LoginAgain({ email, slug, userId }: { email: string; slug: string | undefined; userId: string }) {
  const { t } = useTranslation('common')
  const [password, setPassword] = useState('')
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (event: React.FormEvent) => {
    event.preventDefault()
    setBusy(true)
    try {
      const { user } = await api.post('/auth/login', { body: { email, password } })
      if (user.id === userId) await refreshSession(slug) // the requests that wait belong to this company
      else location.assign('/')
    } catch (failure) {
      setError(failure)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form onSubmit={(e) => void submit(e)}>
      <Stack gap="md">
        <Text size="sm" c="dimmed">{t('session.text')}</Text>
        <TextInput label={t('session.email')} value={email} readOnly autoComplete="username" />
        <PasswordInput label={t('session.password')} value={password} onChange={(e) => setPassword(e.currentTarget.value)} data-autofocus required
          withAsterisk={false} autoComplete="current-password" error={error ? problemText(error) : undefined} />
        <Button type="submit" loading={busy}>{t('session.login')}</Button>
        <Anchor component="button" type="button" size="sm" onClick={() => { dropSession(); location.assign('/login') }}>{t('session.other')}</Anchor>
      </Stack>
    </form>
  )
}
