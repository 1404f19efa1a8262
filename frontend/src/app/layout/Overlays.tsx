import { onDemand } from '@/shared/lib/onDemand'
import { sayInMyWay, useInMyWay } from '@/shared/lib/inMyWay'
import { openCapture, useCaptured } from './overlays'

const CaptureDialog = onDemand(() => import('@/features/crm/capture/CaptureDialog').then((m) => m.CaptureDialog), (p) => p.line !== null)
const FeedbackDialog = onDemand(() => import('@/features/crm/feedback/FeedbackDialog').then((m) => m.FeedbackDialog), (p) => p.about !== null)

/** The windows that menus and the palette open over any page. */
export function Overlays() {
  return (
    <>
      <CaptureDialog line={useCaptured()} onClose={() => openCapture(null)} />
      <FeedbackDialog about={useInMyWay()} onClose={() => sayInMyWay(null)} />
    </>
  )
}
