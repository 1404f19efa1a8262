import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Compose } from '@/features/crm/activity/Compose'
import { Timeline } from '@/features/crm/activity/Timeline'
import { LateAttachments } from '@/features/crm/attachment/LateAttachments'
import { ContactPage } from '@/features/crm/contact/ContactPage'
import { DealPanel } from '@/features/crm/deal/DealPanel'
import { pipelinesQuery } from '@/features/crm/pipeline/pipelineQuery'
import { TaskPanel } from '@/features/crm/task/TaskPanel'
import { useCan } from '@/shared/api/me'
import type { Contact } from '@/shared/api/types'
import { onDemand } from '@/shared/lib/onDemand'
import type { ReachProps } from '@/shared/ui/record/reach'
import { Section } from '@/shared/ui/Section'

/** The last of the page; nothing moves when it comes. */
const Last = lazy(() => import('./Last').then((m) => m.load()))

const shown = ({ opened }: ReachProps) => opened
const reach = {
  Write: onDemand(async () => (await import('@/features/comms/email/WriteDialog')).WriteDialog, shown),
  Call: onDemand(async () => (await import('@/features/comms/call/CallDialog')).CallDialog, shown),
}

/** One person, with the next steps, the timeline, the deals and who else works on it. */
export function ContactRoute() {
  const { id } = useParams({ from: '/$slug/contacts/$id' })
  return <ContactPage key={id} id={id} reach={reach} main={(contact) => <Main contact={contact} />} aside={(contact) => <Aside contact={contact} />} />
}

function Main({ contact }: { contact: Contact }) {
  const { t } = useTranslation('contact')
  const may = useCan()
  const about = { kind: 'contact' as const, id: contact.id }
  return (
    <>
      {may('task', 'read') ? <Section title={t('next')}><TaskPanel about={about} /></Section> : null}
      {may('activity', 'read') ? <Section title={t('timeline')}><Compose about={about} /><Timeline kind="contact" id={contact.id} /></Section> : null}
    </>
  )
}

function Aside({ contact }: { contact: Contact }) {
  const { t } = useTranslation('contact')
  const may = useCan()
  const pipelines = useQuery({ ...pipelinesQuery(), enabled: may('deal', 'create') }).data
  const company = contact.companyId && contact.companyName ? { id: contact.companyId, name: contact.companyName } : undefined
  return (
    <>
      {may('deal', 'read') ? <Section title={t('deals')}><DealPanel filter={`contact:is:${contact.id}`} none={t('noDeals')} stages={pipelines?.[0]?.stages ?? []} company={company} contactId={contact.id} /></Section> : null}
      <LateAttachments about={{ kind: 'contact', id: contact.id }} />
      <Suspense fallback={null}><Last about={{ kind: 'contact', id: contact.id }} /></Suspense>
    </>
  )
}
