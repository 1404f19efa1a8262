import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import { WhoPanel } from '@/features/access/explain/WhoPanel'
import { SharePanel } from '@/features/access/share/SharePanel'
import { LinkedPanels } from '@/features/crm/object/LinkedPanels'
import { MadeOf } from '@/features/crm/merge/MadeOf'
import { useCan } from '@/shared/api/me'
import { Section } from '@/shared/ui/Section'

/** Comes with its texts. */
export const load = async () => {
  await i18next.loadNamespaces(['merge', 'object'])
  return { default: Last }
}

/** The last of a person's or a company's page: records of the company's own kinds, with whom it is shared, who sees it and why, and of what it is made. */
function Last({ about }: { about: { kind: 'contact' | 'company'; id: string } }) {
  const { t } = useTranslation(['access', 'contact', 'company'])
  const may = useCan()
  return (
    <>
      {may('object_record', 'read') ? <LinkedPanels about={about} /> : null}
      {may('share', 'read') ? <Section title={t(`${about.kind}:share`)}><SharePanel about={about} /></Section> : null}
      {may('share', 'read') ? <Section title={t('who.title')}><WhoPanel about={about} /></Section> : null}
      <MadeOf path={about.kind === 'contact' ? '/contacts' : '/companies'} id={about.id} />
    </>
  )
}
