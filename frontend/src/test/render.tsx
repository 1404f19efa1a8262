import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query'
import { RouterProvider, createMemoryHistory, createRootRoute, createRoute, createRouter } from '@tanstack/react-router'
import { render, waitFor } from '@testing-library/react'
import { Suspense, type ReactNode } from 'react'
import { makeQueryClient } from '@/shared/api/query'
import { takeSession } from '@/shared/api/session'
import type { Me, Session } from '@/shared/api/types'

export const session: Session = {
  accessToken: 'token-1', expiresIn: 300, lasts: 3600, bound: false, user: { id: 'u1', name: 'Ana Kowalska', email: 'ana@acme.test', language: 'en' },
  tenant: { slug: 'acme', name: 'Acme' }, tenants: [{ slug: 'acme', name: 'Acme', role: 'owner' }], suspended: [],
}
const full = { read: 'all', create: 'all', update: 'all', delete: 'all', export: 'all' } as const
export const me: Me = {
  user: { ...session.user, timezone: '' },
  tenant: { slug: 'acme', name: 'Acme', language: 'en', currency: 'EUR', timezone: 'Europe/Warsaw', state: 'active', trialEndsAt: null, plan: 'business' },
  member: { id: 'm1', role: 'owner', roleName: '', seatKind: 'full', endsOn: null, due: '' },
  fields: {}, permissions: { contact: full, company: full, deal: full, task: full, report: full, search: full, import: full },
  features: [], limits: {}, use: {}, plans: {}, selfHosted: false,
}

const clients = new Set<QueryClient>()

/** Waits until everything that was sent has been answered and worked on: an answer that comes later would be shown in the next test. */
export async function allAnswered() {
  await waitFor(() => { if ([...clients].some((c) => c.isMutating() > 0)) throw new Error('something sent has no answer yet') })
  clients.clear()
}

/** Draws something as a logged-in person sees it, inside the providers every page has; `route` for what reads its address. */
export async function renderUi(ui: ReactNode, options: { me?: Me; queryClient?: QueryClient; route?: { path: string; at: string } } = {}) {
  const queryClient = options.queryClient ?? makeQueryClient()
  queryClient.setDefaultOptions({ queries: { ...queryClient.getDefaultOptions().queries, retry: false } })
  clients.add(queryClient)
  takeSession(session)
  queryClient.setQueryDefaults(['me'], { staleTime: Infinity })
  queryClient.setQueryData(['me', 'acme'], options.me ?? me)
  const root = createRootRoute()
  const page = createRoute({ getParentRoute: () => root, path: options.route?.path ?? '$', component: () => <Suspense fallback="…">{ui}</Suspense> })
  const router = createRouter({ routeTree: root.addChildren([page]), history: createMemoryHistory({ initialEntries: [options.route?.at ?? '/acme/today'] }) })
  await router.load()
  const view = render(
    <MantineProvider env="test">
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router as never} />
        <Notifications />
      </QueryClientProvider>
    </MantineProvider>,
  )
  return { ...view, queryClient, router }
}
