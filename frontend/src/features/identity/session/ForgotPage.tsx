import { Alert, Anchor, TextInput } from '@mantine/core'
import { IconMailCheck } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { AuthFrame } from '@/shared/ui/AuthFrame'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { useApiForm } from '@/shared/ui/form/useApiForm'

/** Asks for a link to set a new password. The answer is the same whether the address is known or not. */
export function ForgotPage() {
  const { t } = useTranslation('auth')
  const [sentTo, setSentTo] = useState<string | null>(null)
  const form = useApiForm({
    name: 'forgot',
    initialValues: { email: '' },
    labels: { email: t('field.email') },
    required: ['email'],
    submit: async ({ email }) => { await api.post('/auth/forgot', { body: { email: email.trim() } }); setSentTo(email.trim()) },
  })
  const back = <Anchor component={Link} to="/login" size="sm">{t('backToLogin')}</Anchor>
  if (sentTo) {
    return (
      <AuthFrame title={t('forgot.sent')} foot={back}>
        <Alert variant="light" icon={<IconMailCheck aria-hidden />}>{t('forgot.sentText', { email: sentTo })}</Alert>
      </AuthFrame>
    )
  }
  return (
    <AuthFrame title={t('forgot.title')} text={t('forgot.text')} foot={back}>
      <ApiFormBody form={form} submitLabel={t('forgot.submit')} fullWidth>
        <TextInput {...form.field('email')} type="email" inputMode="email" autoComplete="username" withAsterisk={false} autoFocus />
      </ApiFormBody>
    </AuthFrame>
  )
}
