import {
  IconAddressBook, IconBuilding, IconChartBar, IconCheckbox, IconLayoutKanban, IconSettings, IconSun, type Icon,
} from '@tabler/icons-react'
import type { Me, PermissionObject } from '@/shared/api/types'
import { can } from '@/shared/api/me'

/** The main menu: at most eight entries, ever. A role only takes entries away. */
export interface NavEntry { code: string; to: '/$slug/today' | '/$slug/deals' | '/$slug/tasks' | '/$slug/contacts' | '/$slug/companies' | '/$slug/reports' | '/$slug/settings'; icon: Icon; needs?: PermissionObject }

export const NAV: NavEntry[] = [
  { code: 'today', to: '/$slug/today', icon: IconSun },
  { code: 'deals', to: '/$slug/deals', icon: IconLayoutKanban, needs: 'deal' },
  { code: 'tasks', to: '/$slug/tasks', icon: IconCheckbox, needs: 'task' },
  { code: 'contacts', to: '/$slug/contacts', icon: IconAddressBook, needs: 'contact' },
  { code: 'companies', to: '/$slug/companies', icon: IconBuilding, needs: 'company' },
  { code: 'reports', to: '/$slug/reports', icon: IconChartBar, needs: 'report' },
  { code: 'settings', to: '/$slug/settings', icon: IconSettings },
]

/** The entries this person sees. */
export const navFor = (me: Me | undefined): NavEntry[] => NAV.filter((e) => !e.needs || can(me, e.needs, 'read'))

/** What can be made from anywhere: opens the list with its form for a new record. */
export const CREATE: { code: string; object: PermissionObject; to: NavEntry['to'] }[] = [
  { code: 'newContact', object: 'contact', to: '/$slug/contacts' },
  { code: 'newCompany', object: 'company', to: '/$slug/companies' },
  { code: 'newDeal', object: 'deal', to: '/$slug/deals' },
  { code: 'newTask', object: 'task', to: '/$slug/tasks' },
]
