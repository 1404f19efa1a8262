import { queryOptions, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from './client'
import { roles } from '@/shared/lib/roles'
import type { OwnRole, Role, RoleCode } from './types'

/** The company's own roles by name, and who has them. */
export const ownRolesQuery = () => queryOptions({
  queryKey: ['/roles', 'names'],
  staleTime: 60_000,
  queryFn: async ({ signal }): Promise<OwnRole[]> => (await api.get('/roles/names', { signal })).items,
})

/** The role of the program that a role is, or that one of the company's own refines. */
export function useBaseOf(): (code: RoleCode) => Role {
  const own = useQuery(ownRolesQuery()).data ?? []
  return (code) => roles.find((r) => r === code) ?? own.find((r) => r.role === code)?.base ?? 'employee'
}

/** What a role is called by which somebody is invited: the company's own, or the program's. */
export function useInvitedRole(): (role: Role, own: string | null) => string {
  const { t } = useTranslation('nav')
  const all = useQuery(ownRolesQuery()).data ?? []
  return (role, own) => all.find((r) => r.role === own)?.name ?? t(`nav:roles.${role}`)
}

/** What a person's role is called: the company's own name for it, or the program's. */
export function useRoleName(): (userId: string, role: Role) => string {
  const { t } = useTranslation('nav')
  const own = useQuery(ownRolesQuery()).data ?? []
  return (userId, role) => own.find((r) => r.base === role && r.userIds.includes(userId))?.name ?? t(`nav:roles.${role}`)
}
