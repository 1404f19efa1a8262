import { useQuery } from '@tanstack/react-query'
import { DealsPage } from '@/features/crm/deal/DealsPage'
import { pipelinesQuery } from '@/features/crm/pipeline/pipelineQuery'
import { onDemand } from '@/shared/lib/onDemand'
import { ErrorState } from '@/shared/ui/ErrorState'

const DealCalendar = onDemand(() => import('@/features/crm/calendar/DealCalendar').then((m) => m.DealCalendar), () => true)

const none: never[] = []

/** The deals with the pipelines they run through. */
export function DealsRoute() {
  const pipelines = useQuery(pipelinesQuery())
  if (pipelines.isError && !pipelines.data) return <ErrorState error={pipelines.error} onRetry={() => void pipelines.refetch()} />
  return <DealsPage pipelines={pipelines.data ?? none} calendar={(search) => <DealCalendar search={search} />} />
}
