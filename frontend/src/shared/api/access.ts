import type { Action, PermissionObject, Role, Scope, SeatKind, Items } from './types'

/** A role of the program by its name, or one of the company's own by its id. */
export type RoleCode = Role | (string & {})
/** How far a field is closed: it may only be read, or not even that. */
export type Mask = 'read' | 'mask' | 'hide'
export interface RoleGrants {
  role: RoleCode; name: string; base: Role; seatKind: SeatKind; version: number
  grants: { object: PermissionObject; action: Action; scope: Scope }[]
  fields: { object: string; field: string; mask: Mask }[]; stages: { object: string; stage: string; mask: Mask }[]; members: { id: string; name: string }[]
}
export interface RoleList { items: RoleGrants[]; closable: { object: string; fields: string[]; masked: string[] }[]; names: Record<string, string>; pipelines: RolePipeline[] }
export interface RolePipeline { name: string; stages: { id: string; name: string }[] }
export interface OwnRole { role: string; name: string; base: Role; userIds: string[] }
export type AccessKind = 'contact' | 'company' | 'deal' | 'task'
export type ReasonCode = 'all' | 'owner' | 'team' | 'shared' | 'shared_team' | 'no_right' | 'out_of_reach' | 'share_ended' | 'team_not_read' | 'mate_not_read' | 'stage_hidden' | 'nobody'
export interface Sight { userId: string; name: string; role: Role; roleName: string; sees: boolean; reasons: { code: ReasonCode; name: string; until: string | null }[] }
export interface PersonAccess { role: Role; roleName: string; items: { kind: AccessKind; scope: Scope | 'none'; count: number; hidden: string[] }[]; names: Record<string, string> }
export interface AccessExample { id: string; userId: string; personName: string; kind: AccessKind; recordId: string; recordName: string; must: 'never' | 'always' }
export interface AccessPreview {
  people: number; changes: { userId: string; name: string; kind: AccessKind; gains: number; loses: number; gained: string[]; lost: string[] }[]
  broken: AccessExample[]; fields: string[]; stages: string[]
}

/** The addresses of roles and of the explainer. */
export interface AccessRoutes {
  'GET /roles': { data: RoleList }
  'GET /roles/names': { data: Items<OwnRole> }
  'POST /roles': { body: { name: string; from: RoleCode }; data: RoleGrants }
  'PATCH /roles/{role}': { path: { role: RoleCode }; body: { version: number; name: string }; data: RoleGrants }
  'DELETE /roles/{role}': { path: { role: RoleCode }; data: void }
  'PUT /roles/{role}/fields': { path: { role: RoleCode }; body: { object: string; field: string; mask: Mask | 'write' }; data: RoleGrants }
  'PUT /roles/{role}/stages': { path: { role: RoleCode }; body: { stage: string; mask: Mask | 'write' }; data: RoleGrants }
  'PUT /roles/{role}/members/{member}': { path: { role: RoleCode; member: string }; data: void }
  'GET /access/who': { query: { kind: AccessKind; id: string }; data: Items<Sight> }
  'GET /access/people/{user}': { path: { user: string }; data: PersonAccess }
  'GET /access/people/{user}/why': { path: { user: string }; query: { kind: AccessKind; id: string }; data: Sight }
  'POST /access/preview/role': { body: { role: RoleCode; grant?: { object: PermissionObject; action: Action; scope: Scope | 'none' }; field?: { object: string; field: string; mask: Mask | 'write' }; stage?: { stage: string; mask: Mask | 'write' } }; data: AccessPreview }
  'POST /access/preview/team': { body: { id?: string; name?: string; parentId?: string | null; members?: { userId: string; manager: boolean }[] }; data: AccessPreview }
  'GET /access/examples': { data: Items<AccessExample> }
  'POST /access/examples': { body: { userId: string; kind: AccessKind; recordId: string; must: 'never' | 'always' }; data: AccessExample }
  'DELETE /access/examples/{id}': { path: { id: string }; data: void }
  'PUT /roles/{role}/grants': { path: { role: RoleCode }; body: { object: PermissionObject; action: Action; scope: Scope | 'none' }; data: RoleGrants }
}
