import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { complain, undoable } from '@/shared/ui/undoable'

/** Below the pipelines' key: whatever changes these may change what is found. */
export const findingsQuery = (pipelineId: string) => queryOptions({
  queryKey: ['/pipelines', pipelineId, 'findings'],
  queryFn: ({ signal }) => api.get('/pipelines/{id}/findings', { path: { id: pipelineId }, signal }),
})

export const mergedQuery = (pipelineId: string, from: string, into: string) => queryOptions({
  queryKey: ['/pipelines', pipelineId, 'merged', from, into],
  queryFn: ({ signal }) => api.get('/pipelines/{id}/merged', { path: { id: pipelineId }, query: { from, into }, signal }),
})

/** Hides what was found from everybody who sets up the pipeline, and shows it again. */
export function useDismissal(pipelineId: string) {
  const { t } = useTranslation('linter')
  const client = useQueryClient()
  const refresh = () => client.invalidateQueries(findingsQuery(pipelineId))
  const of = (finding: string) => ({ path: { id: pipelineId, finding } })
  const restore = async (finding: string) => {
    await api.del('/pipelines/{id}/findings/{finding}/dismissal', of(finding))
    await refresh()
  }
  const dismiss = async (finding: string, days: number) => {
    await api.put('/pipelines/{id}/findings/{finding}/dismissal', { ...of(finding), body: { days } })
    await refresh()
    undoable({ message: t(days > 0 ? 'hiddenFor' : 'hidden', { count: days }), undo: () => restore(finding) })
  }
  return {
    dismiss: (finding: string, days: number) => { dismiss(finding, days).catch(complain) },
    restore: (finding: string) => { restore(finding).catch(complain) },
  }
}
