import { useTranslation } from 'react-i18next'
import { SecondFactor } from '@/features/identity/mfa/SecondFactor'
import { RememberedDevices } from '@/features/identity/mfa/RememberedDevices'
import { PasskeyList } from '@/features/identity/passkey/PasskeyList'
import { SessionList } from '@/features/identity/session/SessionList'
import { EmailForm } from '@/features/identity/user/EmailForm'
import { PasswordForm } from '@/features/identity/user/PasswordForm'
import { PageHeader } from '@/shared/ui/PageHeader'

/** How one logs in and where one is logged in. */
export function SecurityRoute() {
  const { t } = useTranslation('security')
  return (
    <>
      <PageHeader title={t('title')} below={t('text')} />
      <SecondFactor />
      <RememberedDevices />
      <PasskeyList />
      <SessionList />
      <PasswordForm />
      <EmailForm />
    </>
  )
}
