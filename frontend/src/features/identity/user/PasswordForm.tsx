import { PasswordInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useMe } from '@/shared/api/me'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import { NewPasswordInput } from '@/shared/ui/NewPasswordInput'
import { Section } from '@/shared/ui/Section'
import { inform } from '@/shared/ui/undoable'

/** Another password; every other device has to log in again. */
export function PasswordForm() {
  const { t } = useTranslation('settings')
  const [round, setRound] = useState(0)
  return (
    <Section title={t('password.title')} text={t('password.text')}>
      <Fields key={round} onDone={() => { setRound((n) => n + 1); inform(t('password.done')) }} />
    </Section>
  )
}

function Fields({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation(['settings', 'common'])
  const { user, tenant } = useMe()
  const client = useQueryClient()
  const form = useApiForm({
    name: 'password',
    initialValues: { current: '', password: '' },
    labels: { current: t('password.current'), password: t('password.new') },
    required: ['current', 'password'],
    secret: ['current', 'password'],
    submit: async (values) => {
      await api.post('/me/password', { body: values })
      await client.invalidateQueries({ queryKey: ['/me/sessions'] })
      await client.invalidateQueries({ queryKey: ['me'] }) // the company may have asked for it
      onDone()
    },
  })
  return (
    <ApiFormBody form={form} submitLabel={t('password.submit')}>
      <input type="text" name="username" autoComplete="username" value={user.email} readOnly hidden aria-label={t('me.email')} />
      <PasswordInput {...form.field('current')} withAsterisk={false} autoComplete="current-password" visibilityToggleButtonProps={{ 'aria-label': t('common:password.show'), tabIndex: 0 }} />
      <NewPasswordInput {...form.field('password')} withAsterisk={false} about={() => ({ email: user.email, name: user.name, company: tenant.name })} />
    </ApiFormBody>
  )
}
