import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '@/shared/api/client'
import type { DayPassDraft } from '@/shared/api/typesSeat'

/** Days on which somebody works here who is no member otherwise, the nearest first. */
export const dayPassesQuery = () => queryOptions({
  queryKey: ['/day-passes'],
  queryFn: ({ signal }) => api.get('/day-passes', { signal }),
  select: (answer) => answer.items,
})

/** A pass of today takes or frees a seat, and its person comes or goes. */
function useRefresh(): () => Promise<unknown> {
  const client = useQueryClient()
  return () => Promise.all(['/day-passes', '/members', '/seats'].map((key) => client.invalidateQueries({ queryKey: [key] })))
}

export function useBookDay() {
  const refresh = useRefresh()
  return useMutation({ mutationFn: (body: DayPassDraft) => api.post('/day-passes', { body }), onSettled: refresh })
}

export function useWithdrawDay() {
  const refresh = useRefresh()
  return useMutation({ mutationFn: (id: string) => api.del('/day-passes/{id}', { path: { id } }), onSettled: refresh })
}
