import { IconArchive, IconArrowBackUp, IconBox, IconBuilding, IconCreditCard, IconDownload, IconForms, IconHeartbeat, IconHistory, IconInbox, IconKey, IconLayoutKanban, IconLayoutList, IconLock, IconLogin2, IconMailForward, IconMessageReport, IconPasswordUser, IconScale, IconShieldCheck, IconUserCircle, IconUsers, IconUsersGroup, IconUserShield, type Icon } from '@tabler/icons-react'
import { can } from '@/shared/api/me'
import type { Me, PermissionObject } from '@/shared/api/types'

export const groups = ['you', 'people', 'company'] as const

export interface Section {
  code: string
  group: (typeof groups)[number]
  to: '/$slug/settings/me' | '/$slug/settings/security' | '/$slug/settings/members' | '/$slug/settings/teams' | '/$slug/settings/roles' | '/$slug/settings/company' | '/$slug/settings/billing' | '/$slug/settings/audit' | '/$slug/settings/login' | '/$slug/settings/sso' | '/$slug/settings/keys' | '/$slug/settings/intake' | '/$slug/settings/feedback' | '/$slug/settings/reach' | '/$slug/settings/pipelines' | '/$slug/settings/diet' | '/$slug/settings/health' | '/$slug/settings/support' | '/$slug/settings/fields' | '/$slug/changes' | '/$slug/exports' | '/$slug/settings/layouts' | '/$slug/settings/objects' | '/$slug/settings/privacy' | '/$slug/settings/archives'
  icon: Icon
  /** What one must be allowed to read; none = everybody. */
  needs?: PermissionObject
  /** What one must be allowed to do with it; none = read. */
  action?: 'update' | 'export'
}

const sections: Section[] = [
  { code: 'me', group: 'you', to: '/$slug/settings/me', icon: IconUserCircle },
  { code: 'security', group: 'you', to: '/$slug/settings/security', icon: IconLock },
  { code: 'exports', group: 'you', to: '/$slug/exports', icon: IconDownload },
  { code: 'members', group: 'people', to: '/$slug/settings/members', icon: IconUsers, needs: 'member' },
  { code: 'teams', group: 'people', to: '/$slug/settings/teams', icon: IconUsersGroup, needs: 'team' },
  { code: 'roles', group: 'people', to: '/$slug/settings/roles', icon: IconShieldCheck, needs: 'role' },
  { code: 'company', group: 'company', to: '/$slug/settings/company', icon: IconBuilding, needs: 'tenant' },
  { code: 'billing', group: 'company', to: '/$slug/settings/billing', icon: IconCreditCard, needs: 'billing' },
  { code: 'pipelines', group: 'company', to: '/$slug/settings/pipelines', icon: IconLayoutKanban, needs: 'pipeline', action: 'update' },
  { code: 'diet', group: 'company', to: '/$slug/settings/diet', icon: IconScale, needs: 'role' },
  { code: 'intake', group: 'company', to: '/$slug/settings/intake', icon: IconInbox, needs: 'tenant' },
  { code: 'fields', group: 'company', to: '/$slug/settings/fields', icon: IconForms, needs: 'tenant' },
  { code: 'objects', group: 'company', to: '/$slug/settings/objects', icon: IconBox, needs: 'tenant', action: 'update' },
  { code: 'layouts', group: 'company', to: '/$slug/settings/layouts', icon: IconLayoutList, needs: 'tenant', action: 'update' },
  { code: 'feedback', group: 'company', to: '/$slug/settings/feedback', icon: IconMessageReport, needs: 'role' },
  { code: 'reach', group: 'company', to: '/$slug/settings/reach', icon: IconMailForward, needs: 'tenant' },
  { code: 'changes', group: 'company', to: '/$slug/changes', icon: IconArrowBackUp, needs: 'changeset' },
  { code: 'archives', group: 'company', to: '/$slug/settings/archives', icon: IconArchive, needs: 'archive', action: 'export' },
  { code: 'audit', group: 'company', to: '/$slug/settings/audit', icon: IconHistory, needs: 'audit' },
  { code: 'privacy', group: 'company', to: '/$slug/settings/privacy', icon: IconUserShield, needs: 'privacy' },
  { code: 'login', group: 'company', to: '/$slug/settings/login', icon: IconPasswordUser, needs: 'role' },
  { code: 'sso', group: 'company', to: '/$slug/settings/sso', icon: IconLogin2, needs: 'role' },
  { code: 'keys', group: 'company', to: '/$slug/settings/keys', icon: IconKey, needs: 'role' },
  { code: 'support', group: 'company', to: '/$slug/settings/support', icon: IconUserCircle, needs: 'audit' },
  { code: 'health', group: 'company', to: '/$slug/settings/health', icon: IconHeartbeat, needs: 'health' },
]

/** The sections this person may open. */
export const sectionsFor = (me: Me): Section[] => sections.filter((s) => !s.needs || can(me, s.needs, s.action ?? 'read'))
