import { useTranslation } from 'react-i18next'
import { AccountForm, ThemeChoice } from '@/features/identity/user/AccountForm'
import { PreferenceForm } from '@/features/identity/preference/PreferenceForm'
import { PageHeader } from '@/shared/ui/PageHeader'

/** One's own account. */
export function MeRoute() {
  const { t } = useTranslation('settings')
  return (
    <>
      <PageHeader title={t('me.title')} />
      <AccountForm />
      <PreferenceForm />
      <ThemeChoice />
    </>
  )
}
