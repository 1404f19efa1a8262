import { useTranslation } from 'react-i18next'
import type { RoleGrants } from '@/shared/api/types'

/** What a role is called: the company's name for its own, the program's for the others. */
export function useRoleTitle(): (role: RoleGrants) => string {
  const { t } = useTranslation('nav')
  return (role) => role.name || t(`nav:roles.${role.base}`)
}
