import { Anchor, Button, Checkbox, Stack, Text, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { ApiProblem } from '@/shared/api/problem'
import type { Session } from '@/shared/api/types'
import { problemText } from '@/shared/i18n/problemText'

/** The ticket in a refused first step of a log-in; null for every other failure. */
export function secondStepOf(failure: unknown): string | null {
  return failure instanceof ApiProblem && failure.code === 'login.second_factor' ? String(failure.params.ticket) : null
}

interface SecondStepProps { ticket: string; onSession: (session: Session) => unknown; onBack: () => void }

/** The second step of a log-in: the code of the app, or a recovery code. */
export function SecondStep({ ticket, onSession, onBack }: SecondStepProps) {
  const { t } = useTranslation('common')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const values = new FormData(event.currentTarget)
    setBusy(true)
    try {
      await onSession(await api.post('/auth/second-factor', { body: { ticket, code: String(values.get('code')), remember: values.get('remember') !== null } }))
    } catch (failure) {
      setError(failure)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form onSubmit={(e) => void submit(e)}>
      <Stack gap="md">
        <Text size="sm">{t('second.text')}</Text>
        <TextInput name="code" label={t('second.code')} autoComplete="one-time-code" autoCapitalize="characters" spellCheck={false} maxLength={40} required withAsterisk={false}
          autoFocus data-autofocus error={error ? problemText(error) : undefined} />
        <Checkbox name="remember" label={t('second.remember')} />
        <Button type="submit" size="md" fullWidth loading={busy}>{t('second.submit')}</Button>
        <Anchor component="button" type="button" size="sm" onClick={onBack}>{t('second.back')}</Anchor>
      </Stack>
    </form>
  )
}
