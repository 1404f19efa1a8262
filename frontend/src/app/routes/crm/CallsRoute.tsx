import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CallsPage } from '@/features/crm/cadence/CallsPage'
import { pipelinesQuery } from '@/features/crm/pipeline/pipelineQuery'
import type { CallCard } from '@/shared/api/typesCadence'
import { onDemand } from '@/shared/lib/onDemand'
import { Phone } from '@/shared/ui/record/reach'
import { PageSkeleton } from '@/shared/ui/Skeletons'

const CallDialog = onDemand(() => import('@/features/comms/call/CallDialog').then((m) => m.CallDialog), (p) => p.opened)
const CallReport = lazy(async () => ({ default: (await import('@/features/crm/cadence/CallReport')).CallReport }))

/** The queue of calls, with the ways to dial; or what came of the calls. */
export function CallsRoute() {
  const { report } = useSearch({ from: '/$slug/calls' })
  return report ? <Suspense fallback={<PageSkeleton />}><Report /></Suspense> : <CallsPage dial={(card) => <Dial key={card.dealId} card={card} />} />
}

function Report() {
  const pipelines = useQuery(pipelinesQuery()).data ?? []
  return <CallReport pipelines={pipelines} />
}

/** One's own phone dials a number that one sees; the company's phone system calls also one that is masked. */
function Dial({ card }: { card: CallCard }) {
  const { t } = useTranslation('selling')
  const [open, setOpen] = useState(false)
  if (!card.contactId) return null
  return (
    <div>
      <Phone value={card.phone} label={t('call', { number: card.phone })} through={() => setOpen(true)} />
      <CallDialog about={{ kind: 'contact', id: card.contactId }} name={card.contactName} opened={open} onClose={() => setOpen(false)} />
    </div>
  )
}
