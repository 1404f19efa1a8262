import type { Role, SeatKind } from '@/shared/api/types'

/** The roles, the most powerful first; what each takes for a seat, and who may give it. The server decides all the same. */
export const roles: Role[] = ['owner', 'admin', 'manager', 'employee', 'freelancer', 'technician', 'viewer']

const ranks: Record<Role, number> = { owner: 5, admin: 4, manager: 3, employee: 2, freelancer: 1, technician: 1, viewer: 0 }

/** The kind of seat a role needs. */
export function seatKindOf(role: Role): SeatKind {
  if (role === 'viewer') return 'viewer'
  return role === 'freelancer' || role === 'technician' ? 'light' : 'full'
}

/** Whether somebody with the role `mine` may give `role`, or change a person who has it. */
export const mayGive = (mine: Role, role: Role): boolean => ranks[mine] >= ranks[role]
