import i18next from 'i18next'
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { ApiProblem } from '@/shared/api/problem'
import { operatorQuery } from '@/shared/api/operator'
import { switchLanguage } from '@/shared/i18n'
import type { Language } from '@/shared/api/types'
import type { rootRoute as Root } from './root'

/** The console of those who run the service. Nothing of it is fetched by the people of a company. */
const text = (v: unknown) => (typeof v === 'string' && v !== '' ? v : undefined)
export interface TenantsSearch { q?: string; state?: string; plan?: string }
const tenants = (raw: Record<string, unknown>): TenantsSearch => ({ q: text(raw.q), state: text(raw.state), plan: text(raw.plan) })

const texts = (...names: string[]) => async () => { await i18next.loadNamespaces(names) }

/** The routes of the console, below the root of all. */
export function operatorRoutes(rootRoute: typeof Root) {
  const consoleRoute = createRoute({
    getParentRoute: () => rootRoute, path: 'operator', loader: texts('operator', 'problemSettings'),
    beforeLoad: async ({ context }) => {
      try {
        const me = await context.queryClient.fetchQuery(operatorQuery())
        await switchLanguage(me.language as Language)
      } catch (error) {
        if (error instanceof ApiProblem && error.status === 401) throw redirect({ to: '/operator/login' })
        throw error
      }
    },
    component: lazyRouteComponent(() => import('@/features/platform/operator/OperatorLayout'), 'OperatorLayout'),
  })

  return [
    createRoute({ getParentRoute: () => rootRoute, path: 'operator/login', loader: texts('operator', 'problemSettings'), component: lazyRouteComponent(() => import('@/features/platform/operator/OperatorLoginPage'), 'OperatorLoginPage') }),
    createRoute({ getParentRoute: () => rootRoute, path: 'operator/setup', loader: texts('operator', 'problemSettings', 'auth'), component: lazyRouteComponent(() => import('@/features/platform/operator/OperatorSetupPage'), 'OperatorSetupPage') }),
    consoleRoute.addChildren([
      createRoute({ getParentRoute: () => consoleRoute, path: '/', component: lazyRouteComponent(() => import('@/features/platform/operator/OverviewPage'), 'OverviewPage') }),
      createRoute({ getParentRoute: () => consoleRoute, path: 'tenants', validateSearch: tenants, component: lazyRouteComponent(() => import('@/features/platform/operator/TenantsPage'), 'TenantsPage') }),
      createRoute({ getParentRoute: () => consoleRoute, path: 'tenants/$id', component: lazyRouteComponent(() => import('@/features/platform/operator/TenantPage'), 'TenantPage') }),
      createRoute({ getParentRoute: () => consoleRoute, path: 'jobs', component: lazyRouteComponent(() => import('@/features/platform/operator/FailedJobsPage'), 'FailedJobsPage') }),
    ]),
  ] as const
}
