import { Anchor, Button, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { AuthFrame } from '@/shared/ui/AuthFrame'
import { complain, inform } from '@/shared/ui/undoable'
import type { SignupValues } from './signup'

/** After sign-up: where the mail went, and what to do when it does not come. */
export function SentPage({ values, onChange }: { values: SignupValues; onChange: () => void }) {
  const { t } = useTranslation('auth')
  const [busy, setBusy] = useState(false)
  const again = async () => {
    setBusy(true)
    await api.post('/signups', { body: values }).then(() => inform(t('sent.again', { email: values.email })), complain)
    setBusy(false)
  }
  return (
    <AuthFrame title={t('sent.title')} text={t('sent.text', { email: values.email })}>
      <Stack gap="md">
        <Text size="sm">{t('sent.next')}</Text>
        <Text size="sm" c="dimmed">{t('sent.hint')}</Text>
        <Button variant="default" loading={busy} onClick={() => void again()}>{t('sent.resend')}</Button>
        <Anchor component="button" type="button" size="sm" onClick={onChange} style={{ alignSelf: 'flex-start' }}>{t('sent.change')}</Anchor>
      </Stack>
    </AuthFrame>
  )
}
