import './app/styles'
import { createRoot } from 'react-dom/client'
import { App } from './app/App'
import type { ConsoleRoutes } from './app/router'
import { rootRoute } from './app/routes/root'
import { startI18n } from './shared/i18n'

const root = document.getElementById('root')
if (!root) throw new Error('index.html lost its root')

/** The console of those who run the service; nothing of it is fetched elsewhere. */
const consoleRoutes = async () => (/^\/operator(\/|$)/.test(location.pathname) ? (await import('./app/routes/operator')).operatorRoutes(rootRoute) : [] as unknown as ConsoleRoutes)

void Promise.all([consoleRoutes(), startI18n()]).then(([routes]) => createRoot(root).render(<App routes={routes} />))

// Later, so that the offline shell never competes with the first page for the network.
if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  setTimeout(() => { navigator.serviceWorker.register('/sw.js').catch(() => undefined) }, 4000)
}
