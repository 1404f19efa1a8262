import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useLayout } from '@/shared/api/layouts'
import { oneQuery } from '@/shared/api/list'
import type { Contact } from '@/shared/api/types'
import { RecordAbsent } from '@/shared/ui/record/RecordAbsent'
import { RecordColumns } from '@/shared/ui/record/RecordColumns'
import { useReach, type Reach } from '@/shared/ui/record/reach'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { ContactHead } from './ContactHead'

/** On its way with the record. */
const facts = import('./ContactFacts').then((m) => ({ default: m.ContactFacts }))
const ContactFacts = lazy(() => facts)

interface ContactPageProps {
  id: string
  /** What other features bring to a contact's page: in the middle what happens, at the side what belongs to it. */
  main: (contact: Contact) => ReactNode
  aside: (contact: Contact) => ReactNode
  reach: Reach
}

/** Everything about one person. */
export function ContactPage({ id, main, aside, reach }: ContactPageProps) {
  const { t } = useTranslation('contact')
  const query = useQuery(oneQuery('/contacts', id))
  useLayout('contact') // on its way with the record
  const reaching = useReach({ kind: 'contact', id }, query.data, reach)
  if (!query.data) return <RecordAbsent query={query} path="/contacts" listLabel={t('title')} />
  return (
    <>
      <ContactHead contact={query.data} reaching={reaching} />
      <RecordColumns facts={<Suspense fallback={<Section title={t('facts')}><ListSkeleton rows={6} height={24} /></Section>}><ContactFacts contact={query.data} reaching={reaching} /></Suspense>} main={main(query.data)} aside={aside(query.data)} />
      {reaching.dialogs}
    </>
  )
}
