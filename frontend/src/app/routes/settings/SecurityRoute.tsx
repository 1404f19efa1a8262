import { Alert } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { SecondFactor } from '@/features/identity/mfa/SecondFactor'
import { RememberedDevices } from '@/features/identity/mfa/RememberedDevices'
import { PasskeyList } from '@/features/identity/passkey/PasskeyList'
import { SessionList } from '@/features/identity/session/SessionList'
import { EmailForm } from '@/features/identity/user/EmailForm'
import { PasswordForm } from '@/features/identity/user/PasswordForm'
import { useMe } from '@/shared/api/me'
import { PageHeader } from '@/shared/ui/PageHeader'

/** How one logs in and where one is logged in. */
export function SecurityRoute() {
  const { t } = useTranslation(['security', 'problem'])
  const { due } = useMe().member
  return (
    <>
      <PageHeader title={t('title')} below={t('text')} />
      {due ? <Alert color="yellow" variant="light" role="status" mt="md">{t(due === 'password' ? 'problem:auth.password_expired' : 'problem:auth.second_factor_required')}</Alert> : null}
      <SecondFactor />
      <RememberedDevices />
      <PasskeyList />
      <SessionList />
      <PasswordForm />
      <EmailForm />
    </>
  )
}
