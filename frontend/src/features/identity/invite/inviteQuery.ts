import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '@/shared/api/client'

export const invitationsQuery = () => queryOptions({
  queryKey: ['/invitations'],
  queryFn: ({ signal }) => api.get('/invitations', { signal }),
  select: (answer) => answer.items,
})

/** An invitation takes or frees a seat. */
export function useRefreshInvitations(): () => Promise<unknown> {
  const client = useQueryClient()
  return () => Promise.all(['/invitations', '/seats', '/first-steps'].map((key) => client.invalidateQueries({ queryKey: [key] })))
}

export function useResend() {
  const refresh = useRefreshInvitations()
  return useMutation({ mutationFn: (id: string) => api.post('/invitations/{id}/resend', { path: { id } }), onSettled: refresh })
}

export function useWithdraw() {
  const refresh = useRefreshInvitations()
  return useMutation({ mutationFn: (id: string) => api.del('/invitations/{id}', { path: { id } }), onSettled: refresh })
}
