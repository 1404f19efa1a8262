import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { AccountForm, ThemeChoice } from '@/features/identity/user/AccountForm'
import { PreferenceForm } from '@/features/identity/preference/PreferenceForm'
import { PageHeader } from '@/shared/ui/PageHeader'

/** What a phone system needs of a person; nothing moves when it comes. */
const OwnPhone = lazy(async () => ({ default: (await import('@/features/identity/user/OwnPhone')).OwnPhone }))

/** One's own account. */
export function MeRoute() {
  const { t } = useTranslation('settings')
  return (
    <>
      <PageHeader title={t('me.title')} />
      <AccountForm />
      <PreferenceForm />
      <Suspense fallback={null}><OwnPhone /></Suspense>
      <ThemeChoice />
    </>
  )
}
