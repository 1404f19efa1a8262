import { Alert, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useMe } from '@/shared/api/me'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import { Section } from '@/shared/ui/Section'

/** Another address to log in with: it counts once the link in the mail to it was followed. */
export function EmailForm() {
  const { t } = useTranslation('security')
  const { user } = useMe()
  const [sent, setSent] = useState<string | null>(null)
  const form = useApiForm({
    name: 'email',
    initialValues: { email: '' },
    labels: { email: t('email.new') },
    required: ['email'],
    submit: async ({ email }) => { await api.post('/me/email', { body: { email } }); setSent(email.trim()) },
  })
  return (
    <Section title={t('email.title')} text={t('email.text', { email: user.email })}>
      {sent ? <Alert variant="light" role="status">{t('email.sent', { email: sent })}</Alert> : (
        <ApiFormBody form={form} submitLabel={t('email.submit')}>
          <TextInput {...form.field('email')} withAsterisk={false} type="email" inputMode="email" autoComplete="email" />
        </ApiFormBody>
      )}
    </Section>
  )
}
