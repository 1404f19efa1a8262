import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CallsPage } from '@/features/crm/cadence/CallsPage'
import type { CallCard } from '@/shared/api/typesCadence'
import { onDemand } from '@/shared/lib/onDemand'
import { Phone } from '@/shared/ui/record/reach'

const CallDialog = onDemand(() => import('@/features/comms/call/CallDialog').then((m) => m.CallDialog), (p) => p.opened)

/** The queue of calls, with the ways to dial. */
export function CallsRoute() {
  return <CallsPage dial={(card) => <Dial key={card.dealId} card={card} />} />
}

/** One's own phone dials a number that one sees; the company's phone system calls also one that is masked. */
function Dial({ card }: { card: CallCard }) {
  const { t } = useTranslation('cadence')
  const [open, setOpen] = useState(false)
  if (!card.contactId) return null
  return (
    <div>
      <Phone value={card.phone} label={t('call', { number: card.phone })} through={() => setOpen(true)} />
      <CallDialog about={{ kind: 'contact', id: card.contactId }} name={card.contactName} opened={open} onClose={() => setOpen(false)} />
    </div>
  )
}
