import type { Action, PermissionObject, Scope } from '@/shared/api/types'

/** What a right can be about, in groups, and which actions and reaches make sense for it. */
export interface RightRow { object: PermissionObject; actions: Action[]; scopes: Scope[] }

const rows: Scope[] = ['assigned', 'own', 'team', 'all']
const whole: Scope[] = ['all']
const work: Action[] = ['read', 'create', 'update', 'delete', 'export']
const keep: Action[] = ['read', 'create', 'update', 'delete']

export const groups: { code: string; rows: RightRow[] }[] = [
  { code: 'work', rows: (['contact', 'company', 'deal', 'object_record', 'task', 'activity'] as const).map((object) => ({ object, actions: work, scopes: rows })) },
  {
    code: 'together',
    rows: [
      { object: 'share', actions: ['read', 'create', 'delete'], scopes: rows }, { object: 'view', actions: ['create'], scopes: ['own', 'all'] }, { object: 'report', actions: ['read'], scopes: rows },
      { object: 'import', actions: ['read', 'create'], scopes: ['own', 'all'] }, { object: 'search', actions: ['read'], scopes: whole }, { object: 'pipeline', actions: ['read'], scopes: whole },
    ],
  },
  {
    code: 'company',
    rows: [
      { object: 'member', actions: keep, scopes: whole }, { object: 'team', actions: keep, scopes: whole }, { object: 'role', actions: keep, scopes: whole },
      { object: 'tenant', actions: ['read', 'update'], scopes: whole }, { object: 'billing', actions: ['read', 'update'], scopes: whole }, { object: 'audit', actions: ['read'], scopes: whole }, { object: 'health', actions: ['read'], scopes: whole },
    ],
  },
]

/** The columns of the table that shows all roles at a glance. */
export const glance: PermissionObject[] = ['contact', 'company', 'deal', 'task', 'report']

/** What can be done with a kind of object at all. */
export const actionsOf = (object: PermissionObject): Action[] => groups.flatMap((g) => g.rows).find((r) => r.object === object)?.actions ?? []
