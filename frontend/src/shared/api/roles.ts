import { queryOptions, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from './client'
import type { OwnRole, Role } from './types'

/** The company's own roles by name, and who has them. */
export const ownRolesQuery = () => queryOptions({
  queryKey: ['/roles', 'names'],
  staleTime: 60_000,
  queryFn: async ({ signal }): Promise<OwnRole[]> => (await api.get('/roles/names', { signal })).items,
})

/** What a person's role is called: the company's own name for it, or the program's. */
export function useRoleName(): (userId: string, role: Role) => string {
  const { t } = useTranslation('nav')
  const own = useQuery(ownRolesQuery()).data ?? []
  return (userId, role) => own.find((r) => r.base === role && r.userIds.includes(userId))?.name ?? t(`nav:roles.${role}`)
}
