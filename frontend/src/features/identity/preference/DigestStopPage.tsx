import { Button, Text } from '@mantine/core'
import { Link, useLocation } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { problemText } from '@/shared/i18n/problemText'
import { AuthFrame } from '@/shared/ui/AuthFrame'

/** Where the link of a daily letter leads that stops it. One press is needed: mail scanners follow links too. */
export function DigestStopPage() {
  const { t } = useTranslation(['work', 'security'])
  const token = useLocation({ select: (l) => l.hash })
  const [state, setState] = useState<'asking' | 'busy' | 'done'>('asking')
  const [error, setError] = useState<unknown>(null)
  const stop = async () => {
    setState('busy')
    try {
      await api.post('/digest/stop', { body: { token } })
      setState('done')
    } catch (failure) {
      setError(failure)
      setState('asking')
    }
  }
  if (state === 'done') return <AuthFrame title={t('work:stop.title')} text={t('work:stop.done')}><Button component={Link} to="/login" fullWidth>{t('security:link.login')}</Button></AuthFrame>
  return (
    <AuthFrame title={t('work:stop.title')} text={t('work:stop.text')}>
      {error ? <Text c="var(--k-bad)" size="sm" role="alert" mb="sm">{problemText(error)}</Text> : null}
      <Button fullWidth loading={state === 'busy'} onClick={() => void stop()}>{t('work:stop.button')}</Button>
    </AuthFrame>
  )
}
