import type { QueryClient } from '@tanstack/react-query'
import { Outlet, createRootRouteWithContext, createRoute } from '@tanstack/react-router'
import i18next from 'i18next'
import { AppLayout } from '../layout/AppLayout'
import { enterCompany, enterHome } from '../enter'

export const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({ component: Outlet })

/** `/`: sends on to the company used last, or to log in. */
export const homeRoute = createRoute({ getParentRoute: () => rootRoute, path: '/', beforeLoad: ({ context }) => enterHome(context.queryClient) })

/** Everything inside a company; the slug in the address decides which. */
export const companyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '$slug',
  beforeLoad: ({ params, context, location }) => enterCompany(params.slug, context.queryClient, location.href),
  component: AppLayout,
})

/** A loader that fetches a page's texts while its code loads. */
export const texts = (...names: string[]) => async () => { await i18next.loadNamespaces(names) }
