import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '@/shared/api/client'
import { meQuery } from '@/shared/api/me'
import type { AccessPreview, Action, Mask, PermissionObject, RoleCode, RoleGrants, Scope } from '@/shared/api/types'

export interface Grant { object: PermissionObject; action: Action; scope: Scope | 'none' }
export interface FieldMask { object: string; field: string; mask: Mask | 'write' }
export interface StageMask { stage: string; mask: Mask | 'write' }
/** One thing about a role set anew. */
export interface RoleChange { role: RoleCode; grant?: Grant; field?: FieldMask; stage?: StageMask }

export const rolesQuery = () => queryOptions({
  queryKey: ['/roles'],
  queryFn: ({ signal }) => api.get('/roles', { signal }),
})

/** How far a role's right reaches; 'none' when it has no such right. */
export function scopeOf(role: RoleGrants, object: PermissionObject, action: Action): Scope | 'none' {
  return role.grants.find((g) => g.object === object && g.action === action)?.scope ?? 'none'
}

/** How far a field is closed to a role. */
export function maskOf(role: RoleGrants, object: string, field: string): Mask | 'write' {
  return role.fields.find((f) => f.object === object && f.field === field)?.mask ?? 'write'
}

/** How far the deals in a stage are closed to a role. */
export function stageMaskOf(role: RoleGrants, stage: string): Mask | 'write' {
  return role.stages.find((s) => s.stage === stage)?.mask ?? 'write'
}

export function useRefreshRoles() {
  const client = useQueryClient()
  const keys = [rolesQuery().queryKey, ['/access'], ['/members'], ['/seats'], ['/pipelines'], ['/deals'], meQuery().queryKey]
  return () => Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })))
}

/** What a change would do; nothing is changed by asking. */
export const preview = (change: RoleChange): Promise<AccessPreview> => api.post('/access/preview/role', { body: change })

/** Sets one right, or closes or opens a field or a stage. */
export function useChangeRole() {
  const refresh = useRefreshRoles()
  return useMutation({
    mutationFn: ({ role, grant, field, stage }: RoleChange) => stage
      ? api.put('/roles/{role}/stages', { path: { role }, body: stage })
      : field ? api.put('/roles/{role}/fields', { path: { role }, body: field })
      : api.put('/roles/{role}/grants', { path: { role }, body: grant as Grant }),
    onSettled: refresh,
  })
}

/** Makes one of the company's own roles by copying another, gives it another name, or removes it. */
export function useKeepRole() {
  const refresh = useRefreshRoles()
  const options = { onSettled: refresh }
  return {
    copy: useMutation({ mutationFn: (body: { name: string; from: RoleCode }) => api.post('/roles', { body }), ...options }),
    rename: useMutation({ mutationFn: ({ role, version, name }: { role: RoleCode; version: number; name: string }) => api.patch('/roles/{role}', { path: { role }, body: { version, name } }), ...options }),
    remove: useMutation({ mutationFn: (role: RoleCode) => api.del('/roles/{role}', { path: { role } }), ...options }),
  }
}
