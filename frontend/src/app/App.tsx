import { DirectionProvider, MantineProvider, localStorageColorSchemeManager } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { Suspense, lazy, useState } from 'react'
import { makeQueryClient } from '@/shared/api/query'
import { Announcer } from './layout/Announcer'
import { ProofDialog } from './layout/ProofDialog'
import { SessionDialog } from './layout/SessionDialog'
import { makeRouter, type ConsoleRoutes } from './router'
import { cssVariablesResolver, theme } from './theme'

const Notifications = lazy(() => import('@mantine/notifications').then((m) => ({ default: m.Notifications })))
const scheme = localStorageColorSchemeManager({ key: 'kith.scheme' })
const queryClient = makeQueryClient()

export function App({ routes }: { routes: ConsoleRoutes }) {
  const [router] = useState(() => makeRouter(queryClient, routes))
  return (
    <DirectionProvider>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto" colorSchemeManager={scheme}>
        <QueryClientProvider client={queryClient}>
          <Announcer />
          <Suspense>
            <RouterProvider router={router} />
            <SessionDialog />
            <ProofDialog />
          </Suspense>
          <Suspense><Notifications position="bottom-center" limit={3} zIndex={400} /></Suspense>
        </QueryClientProvider>
      </MantineProvider>
    </DirectionProvider>
  )
}
