import { onDemand } from '@/shared/lib/onDemand'
import { openCapture, showFeedback, useCaptured, useFeedbackOpen } from './overlays'

const CaptureDialog = onDemand(() => import('@/features/crm/capture/CaptureDialog').then((m) => m.CaptureDialog), (p) => p.line !== null)
const FeedbackDialog = onDemand(() => import('@/features/crm/feedback/FeedbackDialog').then((m) => m.FeedbackDialog), (p) => p.opened)

/** The windows that menus and the palette open over any page. */
export function Overlays() {
  return (
    <>
      <CaptureDialog line={useCaptured()} onClose={() => openCapture(null)} />
      <FeedbackDialog opened={useFeedbackOpen()} onClose={() => showFeedback(false)} />
    </>
  )
}
