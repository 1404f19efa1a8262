import { useTranslation } from 'react-i18next'
import { SessionList } from '@/features/identity/session/SessionList'
import { AccountForm, ThemeChoice } from '@/features/identity/user/AccountForm'
import { PasswordForm } from '@/features/identity/user/PasswordForm'
import { PageHeader } from '@/shared/ui/PageHeader'

/** One's own account. */
export function MeRoute() {
  const { t } = useTranslation('settings')
  return (
    <>
      <PageHeader title={t('me.title')} />
      <AccountForm />
      <ThemeChoice />
      <PasswordForm />
      <SessionList />
    </>
  )
}
