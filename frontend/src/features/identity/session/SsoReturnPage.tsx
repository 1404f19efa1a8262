import { Alert, Anchor, Loader } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import type { SsoReturn } from '@/shared/api/typesSso'
import { problemText } from '@/shared/i18n/problemText'
import { takeNext } from '@/shared/lib/signOn'
import { AuthFrame } from '@/shared/ui/AuthFrame'
import { useEntry } from './useLogin'

/** What the provider has written into our address. */
function brought(): SsoReturn {
  const q = new URLSearchParams(location.search)
  const text = (name: string) => q.get(name) ?? undefined
  return { state: q.get('state') ?? '', code: text('code'), iss: text('iss'), error: text('error') }
}

/** Where a company's sign-on sends people back to. A trial goes on in the settings, a log-in in the company. */
export function SsoReturnPage() {
  const { t } = useTranslation('auth')
  const navigate = useNavigate()
  const [back] = useState(brought)
  const [next] = useState(takeNext)
  const enter = useEntry(next)
  const [error, setError] = useState<unknown>(null)
  const once = useRef(false) // what was brought is good once
  useEffect(() => {
    if (once.current) return
    once.current = true
    const [trial, slug] = back.state.split('.')
    if (trial === 'try' && slug) void navigate({ to: '/$slug/settings/sso', params: { slug }, search: { ...back }, replace: true })
    else api.post('/auth/sso/finish', { body: back }).then(enter, setError)
  }, [back, enter, navigate])
  return (
    <AuthFrame title={error ? t('login.ssoFailed') : t('login.ssoBusy')} foot={<Anchor component={Link} to="/login" size="sm">{t('backToLogin')}</Anchor>}>
      {error ? <Alert color="red" variant="light" role="alert">{problemText(error)}</Alert> : <Loader aria-label={t('login.ssoBusy')} />}
    </AuthFrame>
  )
}
