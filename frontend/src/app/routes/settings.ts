import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { companyRoute, texts } from './root'

/** Settings, with a page per topic under one frame. */
const blank = lazyRouteComponent(() => import('./BlankPage'), 'BlankPage')

const settingsRoute = createRoute({ getParentRoute: () => companyRoute, path: 'settings', loader: texts('settings') })
const checkout = (raw: Record<string, unknown>): { checkout?: string } => ({ checkout: typeof raw.checkout === 'string' ? raw.checkout : undefined })

export const settingsRoutes = settingsRoute.addChildren([
  createRoute({ getParentRoute: () => settingsRoute, path: '/', beforeLoad: ({ params }) => { throw redirect({ to: '/$slug/settings/me', params }) } }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'members', component: blank }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'teams', component: blank }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'roles', component: blank }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'billing', validateSearch: checkout, component: blank }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'company', component: blank }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'audit', component: blank }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'health', component: blank }),
  createRoute({ getParentRoute: () => settingsRoute, path: 'me', component: blank }),
])
