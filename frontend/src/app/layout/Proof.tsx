import { Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { settleProof } from '@/shared/api/proof'
import { secondFactorQuery } from '@/shared/api/secondFactor'
import { problemText } from '@/shared/i18n/problemText'
import { passkeyAnswer, passkeysPossible } from '@/shared/lib/passkey'

/** The dialog of `ProofDialog`: code of the app where there is one, else the password; or a passkey. */
export function Proof() {
  const { t } = useTranslation('common')
  return (
    <Modal opened onClose={() => settleProof(false)} title={t('proof.title')} zIndex={380} closeButtonProps={{ 'aria-label': t('action.close') }}>
      <ProofForm />
    </Modal>
  )
}

function ProofForm() {
  const { t } = useTranslation(['common'])
  const { data: factor } = useQuery(secondFactorQuery())
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const show = async (proof: () => Promise<unknown>) => {
    setBusy(true)
    try {
      await proof()
      settleProof(true)
    } catch (failure) {
      setError(failure)
      setBusy(false)
    }
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const typed = String(new FormData(event.currentTarget).get('proof'))
    void show(() => api.post('/me/prove', { body: factor?.app ? { code: typed } : { password: typed } }))
  }
  const byPasskey = async () => { await api.post('/me/prove/passkey', { body: await passkeyAnswer() }) }
  const problem = error ? problemText(error) : undefined
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text size="sm">{t('proof.text')}</Text>
        {factor?.app
          ? <TextInput name="proof" label={t('proof.code')} autoComplete="one-time-code" spellCheck={false} required withAsterisk={false} data-autofocus error={problem} />
          : <PasswordInput name="proof" label={t('proof.password')} autoComplete="current-password" required withAsterisk={false} data-autofocus error={problem}
              visibilityToggleButtonProps={{ 'aria-label': t('password.show'), tabIndex: 0 }} />}
        <Group justify="flex-end" gap="xs">
          {passkeysPossible() ? <Button variant="default" onClick={() => void show(byPasskey)}>{t('proof.passkey')}</Button> : null}
          <Button type="submit" loading={busy} disabled={!factor}>{t('proof.submit')}</Button>
        </Group>
      </Stack>
    </form>
  )
}
