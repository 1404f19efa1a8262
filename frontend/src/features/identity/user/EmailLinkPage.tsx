import { Button, Text } from '@mantine/core'
import { Link, useLocation } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { dropSession } from '@/shared/api/session'
import { problemText } from '@/shared/i18n/problemText'
import { AuthFrame } from '@/shared/ui/AuthFrame'

const act = {
  confirm: (token: string) => api.post('/auth/email/confirm', { body: { token } }),
  stop: (token: string) => api.post('/auth/email/stop', { body: { token } }),
}

/** Where the links of a change of address lead. A press is needed: mail scanners follow links too. */
function EmailLink({ what }: { what: keyof typeof act }) {
  const { t } = useTranslation('security')
  const token = useLocation({ select: (l) => l.hash })
  const [state, setState] = useState<'asking' | 'busy' | 'done'>('asking')
  const [error, setError] = useState<unknown>(null)
  const go = async () => {
    setState('busy')
    try {
      await act[what](token)
      if (what === 'stop') dropSession()
      setState('done')
    } catch (failure) {
      setError(failure)
      setState('asking')
    }
  }
  if (state === 'done') {
    return (
      <AuthFrame title={t(`link.${what}Title`)} text={t(what === 'confirm' ? 'link.confirmed' : 'link.stopped')}>
        <Button component={Link} to={what === 'confirm' ? '/login' : '/forgot'} fullWidth>{t('link.login')}</Button>
      </AuthFrame>
    )
  }
  return (
    <AuthFrame title={t(`link.${what}Title`)} text={t(`link.${what}Text`)}>
      {error ? <Text c="var(--k-bad)" size="sm" role="alert" mb="sm">{problemText(error)}</Text> : null}
      <Button fullWidth loading={state === 'busy'} onClick={() => void go()}>{t(`link.${what}`)}</Button>
    </AuthFrame>
  )
}

export const ConfirmEmailPage = () => <EmailLink what="confirm" />
export const StopEmailPage = () => <EmailLink what="stop" />
