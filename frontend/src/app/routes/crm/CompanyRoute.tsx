import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Compose } from '@/features/crm/activity/Compose'
import { Timeline } from '@/features/crm/activity/Timeline'
import { LateAttachments } from '@/features/crm/attachment/LateAttachments'
import { CompanyPage } from '@/features/crm/company/CompanyPage'
import { DealPanel } from '@/features/crm/deal/DealPanel'
import { pipelinesQuery } from '@/features/crm/pipeline/pipelineQuery'
import { TaskPanel } from '@/features/crm/task/TaskPanel'
import { useCan } from '@/shared/api/me'
import type { Company } from '@/shared/api/types'
import { onDemand } from '@/shared/lib/onDemand'
import type { ReachProps } from '@/shared/ui/record/reach'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'

/** Until it is here its place looks as while its people are on their way. */
const ContactPanel = lazy(async () => ({ default: (await import('@/features/crm/contact/ContactPanel')).ContactPanel }))
/** The last of the page; nothing moves when it comes. */
const Last = lazy(() => import('./Last').then((m) => m.load()))

const shown = ({ opened }: ReachProps) => opened
const reach = {
  Write: onDemand(async () => (await import('@/features/comms/email/WriteDialog')).WriteDialog, shown),
  Call: onDemand(async () => (await import('@/features/comms/call/CallDialog')).CallDialog, shown),
}

/** One firm, with its people and deals, the next steps, the timeline and who else works on it. */
export function CompanyRoute() {
  const { id } = useParams({ from: '/$slug/companies/$id' })
  return <CompanyPage key={id} id={id} reach={reach} main={(company) => <Main company={company} />} aside={(company) => <Aside company={company} />} />
}

function Main({ company }: { company: Company }) {
  const { t } = useTranslation('company')
  const may = useCan()
  const about = { kind: 'company' as const, id: company.id }
  return (
    <>
      {may('task', 'read') ? <Section title={t('next')}><TaskPanel about={about} /></Section> : null}
      {may('activity', 'read') ? <Section title={t('timeline')}><Compose about={about} /><Timeline kind="company" id={company.id} /></Section> : null}
    </>
  )
}

function Aside({ company }: { company: Company }) {
  const { t } = useTranslation('company')
  const may = useCan()
  const pipelines = useQuery({ ...pipelinesQuery(), enabled: may('deal', 'create') }).data
  const it = { id: company.id, name: company.name }
  return (
    <>
      {may('contact', 'read') ? <Section title={t('peopleTitle')}><Suspense fallback={<ListSkeleton rows={3} />}><ContactPanel company={it} /></Suspense></Section> : null}
      {may('deal', 'read') ? <Section title={t('dealsTitle')}><DealPanel filter={`company:is:${company.id}`} none={t('noDeals')} stages={pipelines?.[0]?.stages ?? []} company={it} /></Section> : null}
      <LateAttachments about={{ kind: 'company', id: company.id }} />
      <Suspense fallback={null}><Last about={{ kind: 'company', id: company.id }} /></Suspense>
    </>
  )
}
