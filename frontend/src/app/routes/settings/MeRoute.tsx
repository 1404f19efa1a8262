import { useTranslation } from 'react-i18next'
import { AccountForm, ThemeChoice } from '@/features/identity/user/AccountForm'
import { PageHeader } from '@/shared/ui/PageHeader'

/** One's own account. */
export function MeRoute() {
  const { t } = useTranslation('settings')
  return (
    <>
      <PageHeader title={t('me.title')} />
      <AccountForm />
      <ThemeChoice />
    </>
  )
}
