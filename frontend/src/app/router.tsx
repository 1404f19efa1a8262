import type { QueryClient } from '@tanstack/react-query'
import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { parseSearch, stringifySearch } from '@/shared/lib/search'
import { PageSkeleton } from '@/shared/ui/Skeletons'
import { ErrorPage, LostPage } from './layout/ErrorPages'
import { authRoutes } from './routes/auth'
import { crmRoutes } from './routes/crm'
import { companyRoute, homeRoute, rootRoute } from './routes/root'
import type { operatorRoutes } from './routes/operator'
import { settingsRoutes } from './routes/settings'

// The parts shown side by side, for looking at them; not in a production build.
const kitRoute = import.meta.env.DEV
  ? [createRoute({ getParentRoute: () => rootRoute, path: '__kit', component: lazyRouteComponent(() => import('./kit/KitPage'), 'KitPage') })]
  : []

/** The console of those who run the service is a program of its own at /operator: the pages of companies do not know its addresses. */
export type ConsoleRoutes = ReturnType<typeof operatorRoutes>

export const makeRouter = (queryClient: QueryClient, more: ConsoleRoutes) => createRouter({
  routeTree: rootRoute.addChildren([homeRoute, ...authRoutes, ...more, ...kitRoute, companyRoute.addChildren([...crmRoutes, settingsRoutes])]),
  context: { queryClient },
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultPendingMs: 200,
  defaultPendingMinMs: 0,
  defaultPendingComponent: PageSkeleton,
  defaultErrorComponent: ErrorPage,
  defaultNotFoundComponent: LostPage,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register { router: ReturnType<typeof makeRouter> }
}
