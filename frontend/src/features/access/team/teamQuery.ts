import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '@/shared/api/client'
import type { AccessPreview, Team } from '@/shared/api/types'

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

/** A team as it shall be; `team` is the one there is, null for a new one. What is left out stays as it is. */
export interface TeamDraft { team: Team | null; name?: string; parentId: string | null; members?: TeamMember[] }

const bodyOf = ({ name, parentId, members }: TeamDraft) => ({ name, parentId, members: members?.map(({ userId, manager }) => ({ userId, manager })) })

/** What a team as drafted would change of who sees what; nothing is changed by asking. */
export const previewTeam = (draft: TeamDraft): Promise<AccessPreview> =>
  api.post('/access/preview/team', { body: { ...(draft.team ? { id: draft.team.id } : {}), ...bodyOf(draft) } })

/** Makes a team, or saves a changed one, with the people in it. */
export function useSaveTeam() {
  const refresh = useRefreshTeams()
  return useMutation({
    mutationFn: (draft: TeamDraft): Promise<Team> => draft.team
      ? api.patch('/teams/{id}', { path: { id: draft.team.id }, body: { version: draft.team.version, ...bodyOf(draft) } })
      : api.post('/teams', { body: { ...bodyOf(draft), name: draft.name ?? '' } }),
    onSettled: refresh,
  })
}

export function useDeleteTeam() {
  const refresh = useRefreshTeams()
  return useMutation({ mutationFn: (id: string) => api.del('/teams/{id}', { path: { id } }), onSettled: refresh })
}
