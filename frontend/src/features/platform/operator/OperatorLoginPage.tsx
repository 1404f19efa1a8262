import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { problemText } from '@/shared/i18n/problemText'
import { AuthFrame } from '@/shared/ui/AuthFrame'

/** Address, password and code at once: whichever is wrong, the answer is the same. */
export function OperatorLoginPage() {
  const { t } = useTranslation(['operator', 'common'])
  const navigate = useNavigate()
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const values = new FormData(event.currentTarget)
    const value = (name: string) => String(values.get(name)).trim()
    setBusy(true)
    try {
      await api.post('/operator/login', { body: { email: value('email'), password: String(values.get('password')), code: value('code') } })
      client.clear()
      await navigate({ to: '/operator' })
    } catch (failure) {
      setError(failure)
      setBusy(false)
    }
  }
  return (
    <AuthFrame title={t('login.title')} text={t('login.text')}>
      <form onSubmit={(e) => void submit(e)}>
        <Stack gap="md">
          {error ? <Alert color="red" variant="light" role="alert">{problemText(error)}</Alert> : null}
          <TextInput name="email" type="email" label={t('field.email')} autoComplete="username" required withAsterisk={false} autoFocus />
          <PasswordInput name="password" label={t('field.password')} autoComplete="current-password" required withAsterisk={false} visibilityToggleButtonProps={{ 'aria-label': t('common:password.show'), tabIndex: 0 }} />
          <TextInput name="code" label={t('login.code')} inputMode="numeric" autoComplete="one-time-code" maxLength={10} required withAsterisk={false} />
          <Button type="submit" size="md" fullWidth loading={busy}>{t('login.submit')}</Button>
        </Stack>
      </form>
    </AuthFrame>
  )
}
