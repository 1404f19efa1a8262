import { Alert, Anchor, Button, Divider, Stack } from '@mantine/core'
import { Link, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { keptKey } from '@/shared/api/session'
import type { Session } from '@/shared/api/types'
import { problemText } from '@/shared/i18n/problemText'
import { erase } from '@/shared/offline/kept'
import { leaveForSignOn } from '@/shared/lib/signOn'
import { AuthFrame } from '@/shared/ui/AuthFrame'
import { CompanyChoice } from './CompanyChoice'
import { LoginForm } from './LoginForm'
import { useEntry } from './useLogin'

/** Log-in, then the choice of company for those who work in several. */
export function LoginPage() {
  const { t } = useTranslation('auth')
  const { next, sso } = useSearch({ from: '/login' })
  const enter = useEntry(next)
  const [choosing, setChoosing] = useState<Session | null>(null)
  useEffect(() => { if (localStorage.getItem(keptKey) === null) void erase().catch(() => undefined) }, []) // of a log-in that has ended otherwise than by logging out
  const loggedIn = async (session: Session) => { if (!(await enter(session))) setChoosing(session) }
  if (choosing) return <CompanyChoice session={choosing} />
  return (
    <AuthFrame title={t('login.title')} text={sso ? t('login.ssoNeeded') : next ? t('login.next') : undefined}
      foot={<span>{t('login.new')} <Anchor component={Link} to="/signup" size="sm" underline="always">{t('login.signup')}</Anchor></span>}>
      {sso ? <SignOnFirst slug={sso} next={next} /> : null}
      <LoginForm onSession={loggedIn} next={next} />
    </AuthFrame>
  )
}

/** For who was sent here because their company takes no password. */
function SignOnFirst({ slug, next }: { slug: string; next?: string }) {
  const { t } = useTranslation('auth')
  const [error, setError] = useState<unknown>(null)
  return (
    <Stack gap="md" mb="md">
      {error ? <Alert color="red" variant="light" role="alert">{problemText(error)}</Alert> : null}
      <Button size="md" fullWidth onClick={() => void leaveForSignOn(slug, { next }).catch(setError)}>{t('login.ssoGo')}</Button>
      <Divider label={t('login.or')} />
    </Stack>
  )
}
