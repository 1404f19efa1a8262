import { lazy, Suspense } from 'react'
import { PipelinesPage } from '@/features/crm/pipeline/PipelinesPage'

const Hints = lazy(async () => ({ default: (await import('@/features/analytics/linter/Hints')).Hints }))

/** The pipelines, each with what could be simpler in it. */
export function PipelinesRoute() {
  return <PipelinesPage hints={(props) => <Suspense fallback={null}><Hints {...props} /></Suspense>} />
}
