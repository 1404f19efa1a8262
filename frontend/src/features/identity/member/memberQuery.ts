import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '@/shared/api/client'
import type { Member, RoleCode } from '@/shared/api/types'

/** Everybody in the company, those removed included. */
export const membersQuery = () => queryOptions({
  queryKey: ['/members'],
  queryFn: ({ signal }) => api.get('/members', { signal }),
  select: (answer) => answer.items,
})

/** What changes with people: their list, the seats, the names for choosing, the first steps. */
const touched = ['/members', '/day-passes', '/seats', '/colleagues', '/invitations', '/teams', '/first-steps']

export function useRefreshPeople(): () => Promise<unknown> {
  const client = useQueryClient()
  return () => Promise.all(touched.map((key) => client.invalidateQueries({ queryKey: [key] })))
}

export function useChangeMember() {
  const refresh = useRefreshPeople()
  return useMutation({
    mutationFn: ({ member, ...body }: { member: Member; endsOn?: string | null }) => api.patch('/members/{id}', { path: { id: member.id }, body }),
    onSettled: refresh,
  })
}

/** Gives a role, one of the program's or the company's own, and the seat that it takes. */
export function useGiveRole() {
  const client = useQueryClient()
  const refresh = useRefreshPeople()
  return useMutation({
    mutationFn: ({ member, role }: { member: Member; role: RoleCode }) => api.put('/roles/{role}/members/{member}', { path: { role, member: member.id } }),
    onSettled: () => Promise.all([refresh(), client.invalidateQueries({ queryKey: ['/roles'] }), client.invalidateQueries({ queryKey: ['/access'] })]),
  })
}

export function useRemoveMember() {
  const refresh = useRefreshPeople()
  return useMutation({ mutationFn: (member: Member) => api.del('/members/{id}', { path: { id: member.id } }), onSettled: refresh })
}

export function useRestoreMember() {
  const refresh = useRefreshPeople()
  return useMutation({ mutationFn: (member: Member) => api.post('/members/{id}/restore', { path: { id: member.id } }), onSettled: refresh })
}

/** Keeps somebody out until the seat is given back; nothing of theirs is taken away. */
export function useSuspendMember() {
  const refresh = useRefreshPeople()
  return useMutation({ mutationFn: (member: Member) => api.post('/members/{id}/suspend', { path: { id: member.id } }), onSettled: refresh })
}
