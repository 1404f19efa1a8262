import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '@/shared/api/client'
import type { Team } from '@/shared/api/types'

export type TeamMember = { userId: string; name: string; manager: boolean }

export const teamsQuery = () => queryOptions({
  queryKey: ['/teams'],
  queryFn: ({ signal }) => api.get('/teams', { signal }),
  select: (answer) => answer.items,
})

function useRefreshTeams() {
  const client = useQueryClient()
  return () => Promise.all(['/teams', '/first-steps', '/access'].map((key) => client.invalidateQueries({ queryKey: [key] })))
}

/** Makes a team, or saves a changed one, with the people in it. */
export function useSaveTeam() {
  const refresh = useRefreshTeams()
  return useMutation({
    mutationFn: async ({ team, name, parentId, members }: { team: Team | null; name: string; parentId: string | null; members: TeamMember[] }) => {
      const body = { name, parentId, members: members.map(({ userId, manager }) => ({ userId, manager })) }
      if (team) await api.patch('/teams/{id}', { path: { id: team.id }, body: { version: team.version, ...body } })
      else await api.post('/teams', { body })
    },
    onSettled: refresh,
  })
}

export function useDeleteTeam() {
  const refresh = useRefreshTeams()
  return useMutation({ mutationFn: (id: string) => api.del('/teams/{id}', { path: { id } }), onSettled: refresh })
}
