import { Alert, Code, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import type { OperatorSetup } from '@/shared/api/types'
import { problemText } from '@/shared/i18n/problemText'
import { AuthFrame } from '@/shared/ui/AuthFrame'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import { NewPasswordInput } from '@/shared/ui/NewPasswordInput'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import classes from './Operator.module.css'

/** Opened from the address that the server printed: a password, and the first code of an authenticator app. */
export function OperatorSetupPage() {
  const { t } = useTranslation('operator')
  const token = useLocation({ select: (l) => l.hash })
  const { data, error } = useQuery({ queryKey: ['/operator/setup/look', token], queryFn: () => api.post('/operator/setup/look', { body: { token } }), staleTime: Infinity, gcTime: 0, retry: false })
  if (error) return <AuthFrame title={t('setup.gone')}><Alert color="red" variant="light" role="alert">{problemText(error)}</Alert></AuthFrame>
  if (!data) return <AuthFrame title={t('setup.title')}><ListSkeleton rows={4} height={48} /></AuthFrame>
  return <AuthFrame title={t('setup.title')} text={t('setup.text', { name: data.name, email: data.email })}><SetupForm token={token} setup={data} /></AuthFrame>
}

function SetupForm({ token, setup }: { token: string; setup: OperatorSetup }) {
  const { t } = useTranslation('operator')
  const navigate = useNavigate()
  const form = useApiForm({
    name: 'operator.setup', initialValues: { password: '', code: '' }, labels: { password: t('field.password'), code: t('login.code') }, required: ['password', 'code'], secret: ['password', 'code'],
    submit: async ({ password, code }) => {
      await api.post('/operator/setup', { body: { token, password, code: code.trim() } })
      await navigate({ to: '/operator' })
    },
  })
  return (
    <ApiFormBody form={form} submitLabel={t('setup.submit')} fullWidth>
      <NewPasswordInput {...form.field('password')} withAsterisk={false} autoFocus />
      <img className={classes.qr} src={setup.qr} alt={t('setup.picture')} width={220} height={220} />
      <Text size="sm">{t('setup.secret')}: <Code className={classes.secret}>{setup.secret.match(/.{1,4}/g)?.join(' ')}</Code></Text>
      <TextInput {...form.field('code')} withAsterisk={false} inputMode="numeric" autoComplete="one-time-code" maxLength={10} />
    </ApiFormBody>
  )
}
