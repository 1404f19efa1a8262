import { useTranslation } from 'react-i18next'
import { WhoPanel } from '@/features/access/explain/WhoPanel'
import { SharePanel } from '@/features/access/share/SharePanel'
import { Section } from '@/shared/ui/Section'

/** With whom a firm is shared, and who sees it. */
export function CompanyAccess({ id }: { id: string }) {
  const { t } = useTranslation('company')
  const about = { kind: 'company' as const, id }
  return (
    <>
      <Section title={t('share')}><SharePanel about={about} /></Section>
      <Section title={t('access:who.title')}><WhoPanel about={about} /></Section>
    </>
  )
}
