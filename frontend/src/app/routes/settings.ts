import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { text, yes } from '@/shared/lib/search'
import { companyRoute, texts } from './root'

/** Settings, with a page per topic under one frame. */
const settingsRoute = createRoute({
  getParentRoute: () => companyRoute, path: 'settings', loader: texts('settings', 'access', 'problemSettings', 'problemWork'),
  component: lazyRouteComponent(() => import('./settings/SettingsLayout'), 'SettingsLayout'),
})

type Raw = Record<string, unknown>
const checkout = (raw: Raw): { checkout?: string } => ({ checkout: text(raw.checkout) })
const invite = (raw: Raw): { invite?: boolean } => ({ invite: yes(raw.invite) })
const ssoReturn = (raw: Raw): { state?: string; code?: string; iss?: string; error?: string } => ({ state: text(raw.state), code: text(raw.code), iss: text(raw.iss), error: text(raw.error) })
const fields = (raw: Raw): { object?: string } => ({ object: text(raw.object) })
const privacy = (raw: Raw): { contact?: string; ask?: 'report' | 'erase' } => ({ contact: text(raw.contact), ask: raw.ask === 'report' || raw.ask === 'erase' ? raw.ask : undefined })
const audit = (raw: Raw): { kind?: string; actor?: string; q?: string } => ({ kind: text(raw.kind), actor: text(raw.actor), q: text(raw.q) })

/** Only a narrow screen shows the list of sections alone. */
const isWide = () => matchMedia('(min-width: 900px)').matches

export const settingsRoutes = settingsRoute.addChildren([
  createRoute({
    getParentRoute: () => settingsRoute, path: '/',
    beforeLoad: ({ params }) => { if (isWide()) throw redirect({ to: '/$slug/settings/me', params, replace: true }) },
    component: lazyRouteComponent(() => import('./settings/SettingsLayout'), 'SettingsIndex'),
  }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'members', validateSearch: invite, component: lazyRouteComponent(() => import('./settings/MembersRoute'), 'MembersRoute') }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'teams', component: lazyRouteComponent(() => import('@/features/access/team/TeamsPage'), 'TeamsPage') }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'roles', component: lazyRouteComponent(() => import('./settings/RolesRoute'), 'RolesRoute') }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'pipelines', loader: texts('pipeline', 'deal', 'linter', 'selling'), component: lazyRouteComponent(() => import('./settings/PipelinesRoute'), 'PipelinesRoute') }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'diet', loader: texts('diet'), component: lazyRouteComponent(() => import('@/features/analytics/diet/DietPage'), 'DietPage') }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'billing', validateSearch: checkout, loader: texts('billing'), component: lazyRouteComponent(() => import('@/features/platform/billing/BillingPage'), 'BillingPage') }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'usage', loader: texts('billing'), component: lazyRouteComponent(() => import('@/features/platform/usage/UsagePage'), 'UsagePage') }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'company', component: lazyRouteComponent(() => import('@/features/platform/tenant/CompanyPage'), 'CompanyPage') }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'audit', validateSearch: audit, component: lazyRouteComponent(() => import('@/features/audit/trail/AuditPage'), 'AuditPage') }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'privacy', validateSearch: privacy, loader: texts('privacy'), component: lazyRouteComponent(() => import('./settings/PrivacyRoute'), 'PrivacyRoute') }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'login', loader: texts('security'), component: lazyRouteComponent(() => import('@/features/identity/policy/PolicyPage'), 'PolicyPage') }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'sso', validateSearch: ssoReturn, loader: texts('sso', 'security'), component: lazyRouteComponent(() => import('@/features/identity/sso/SsoPage'), 'SsoPage') }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'keys', loader: texts('security', 'access'), component: lazyRouteComponent(() => import('@/features/identity/apikey/KeysPage'), 'KeysPage') }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'intake', loader: texts('intake'), component: lazyRouteComponent(() => import('@/features/crm/intake/IntakePage'), 'IntakePage') }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'fields', validateSearch: fields, loader: texts('field'), component: lazyRouteComponent(() => import('@/features/crm/customfield/FieldsPage'), 'FieldsPage') }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'objects', component: lazyRouteComponent(() => import('./settings/LayoutsRoute'), 'ObjectsPage') }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'layouts', validateSearch: fields, component: lazyRouteComponent(() => import('./settings/LayoutsRoute'), 'LayoutsRoute') }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'feedback', loader: texts('feedback'), component: lazyRouteComponent(() => import('@/features/crm/feedback/FeedbackPage'), 'FeedbackPage') }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'reach', loader: texts('reach'), component: lazyRouteComponent(() => import('./settings/ReachRoute'), 'ReachRoute') }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'archives', loader: texts('archive'), component: lazyRouteComponent(() => import('@/features/data/vault/VaultPage'), 'VaultPage') }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'health', component: lazyRouteComponent(() => import('@/features/platform/health/HealthPage'), 'HealthPage') }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'support', loader: texts('security'), component: lazyRouteComponent(() => import('@/features/platform/support/SupportPage'), 'SupportPage') }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'security', loader: texts('security'), component: lazyRouteComponent(() => import('./settings/SecurityRoute'), 'SecurityRoute') }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'me', loader: texts('work', 'reach'), component: lazyRouteComponent(() => import('./settings/MeRoute'), 'MeRoute') }),
])
