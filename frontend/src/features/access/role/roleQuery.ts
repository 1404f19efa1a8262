import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '@/shared/api/client'
import { meQuery } from '@/shared/api/me'
import type { Action, Items, PermissionObject, Role, RoleGrants, Scope } from '@/shared/api/types'

export interface Grant { role: Role; object: PermissionObject; action: Action; scope: Scope | 'none' }

export const rolesQuery = () => queryOptions({
  queryKey: ['/roles'],
  queryFn: ({ signal }) => api.get('/roles', { signal }),
  select: (answer) => answer.items,
})

/** How far a role's right reaches; 'none' when it has no such right. */
export function scopeOf(role: RoleGrants, object: PermissionObject, action: Action): Scope | 'none' {
  return role.grants.find((g) => g.object === object && g.action === action)?.scope ?? 'none'
}

function withGrant(role: RoleGrants, { object, action, scope }: Grant): RoleGrants {
  const rest = role.grants.filter((g) => g.object !== object || g.action !== action)
  return { ...role, grants: scope === 'none' ? rest : [...rest, { object, action, scope }] }
}

/** Sets one right: shown at once, put back when the server refuses. */
export function useSetGrant() {
  const client = useQueryClient()
  const key = rolesQuery().queryKey
  return useMutation({
    mutationFn: ({ role, ...body }: Grant) => api.put('/roles/{role}/grants', { path: { role }, body }),
    onMutate: (grant) => {
      const before = client.getQueryData(key)
      client.setQueryData<Items<RoleGrants>>(key, (all) => all && { items: all.items.map((r) => (r.role === grant.role ? withGrant(r, grant) : r)) })
      return before
    },
    onError: (_error, _grant, before) => client.setQueryData(key, before),
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: key }), client.invalidateQueries({ queryKey: meQuery().queryKey })]),
  })
}
