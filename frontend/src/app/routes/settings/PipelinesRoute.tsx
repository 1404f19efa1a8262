import { lazy, Suspense } from 'react'
import { PipelinesPage } from '@/features/crm/pipeline/PipelinesPage'

const Hints = lazy(async () => ({ default: (await import('@/features/analytics/linter/Hints')).Hints }))
const RuleLine = lazy(async () => ({ default: (await import('@/features/crm/cadence/RuleLine')).RuleLine }))

/** The pipelines, each with how its leads are called and what could be simpler in it. */
export function PipelinesRoute() {
  return (
    <PipelinesPage hints={(props) => <Suspense fallback={null}><Hints {...props} /></Suspense>}
      calls={(pipeline) => <Suspense fallback={null}><RuleLine pipeline={pipeline} /></Suspense>} />
  )
}
