import { useTranslation } from 'react-i18next'
import { PhoneSection } from '@/features/comms/call/PhoneSection'
import { EmailSection } from '@/features/comms/email/EmailSection'
import { useCan } from '@/shared/api/me'
import { Denied } from '@/shared/ui/Denied'
import { PageHeader } from '@/shared/ui/PageHeader'

/** How people reach customers through Kith whose addresses and numbers their role does not show. */
export function ReachRoute() {
  const { t } = useTranslation('reach')
  const may = useCan()('tenant', 'update')
  if (!may) return <><PageHeader title={t('title')} /><Denied who={t('who')} /></>
  return <><PageHeader title={t('title')} below={t('below')} /><EmailSection /><PhoneSection /></>
}
