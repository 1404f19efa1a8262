import { Anchor, Button } from '@mantine/core'
import { Link, useLocation } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { ApiProblem } from '@/shared/api/problem'
import { dropSession } from '@/shared/api/session'
import { AuthFrame } from '@/shared/ui/AuthFrame'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import { NewPasswordInput } from '@/shared/ui/NewPasswordInput'

/** Sets a new password by the token in the address's fragment. */
export function ResetPage() {
  const { t } = useTranslation('auth')
  const token = useLocation({ select: (l) => l.hash })
  const [done, setDone] = useState(false)
  const form = useApiForm({
    name: 'reset',
    initialValues: { password: '' },
    labels: { password: t('field.newPassword') },
    required: ['password'],
    secret: ['password'],
    submit: async ({ password }) => { await api.post('/auth/reset', { body: { token, password } }); dropSession(); setDone(true) },
  })
  const gone = token === '' || (form.error instanceof ApiProblem && form.error.code === 'token.gone')
  if (gone) return <AuthFrame title={t('gone.title')} text={t('gone.reset')}><Button component={Link} to="/forgot" fullWidth>{t('gone.resetAction')}</Button></AuthFrame>
  if (done) return <AuthFrame title={t('reset.done')} text={t('reset.doneText')}><Button component={Link} to="/login" fullWidth>{t('login.submit')}</Button></AuthFrame>
  return (
    <AuthFrame title={t('reset.title')} text={t('reset.text')} foot={<Anchor component={Link} to="/login" size="sm">{t('backToLogin')}</Anchor>}>
      <ApiFormBody form={form} submitLabel={t('reset.submit')} fullWidth>
        <NewPasswordInput {...form.field('password')} withAsterisk={false} autoFocus />
      </ApiFormBody>
    </AuthFrame>
  )
}
