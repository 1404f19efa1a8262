import { Anchor } from '@mantine/core'
import { Link, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Session } from '@/shared/api/types'
import { AuthFrame } from '@/shared/ui/AuthFrame'
import { CompanyChoice } from './CompanyChoice'
import { LoginForm } from './LoginForm'
import { useEntry } from './useLogin'

/** Log-in, then the choice of company for those who work in several. */
export function LoginPage() {
  const { t } = useTranslation('auth')
  const { next } = useSearch({ from: '/login' })
  const enter = useEntry(next)
  const [choosing, setChoosing] = useState<Session | null>(null)
  const loggedIn = async (session: Session) => { if (!(await enter(session))) setChoosing(session) }
  if (choosing) return <CompanyChoice session={choosing} />
  return (
    <AuthFrame title={t('login.title')} text={next ? t('login.next') : undefined}
      foot={<span>{t('login.new')} <Anchor component={Link} to="/signup" size="sm" underline="always">{t('login.signup')}</Anchor></span>}>
      <LoginForm onSession={loggedIn} />
    </AuthFrame>
  )
}
