import { useQuery } from '@tanstack/react-query'
import { CallReport } from '@/features/crm/cadence/CallReport'
import { pipelinesQuery } from '@/features/crm/pipeline/pipelineQuery'

/** What came of the calls, by pipeline and owner. */
export function CallReportRoute() {
  const pipelines = useQuery(pipelinesQuery()).data ?? []
  return <CallReport pipelines={pipelines} />
}
