import './app/styles'
import { createRoot } from 'react-dom/client'
import { App } from './app/App'
import { startI18n } from './shared/i18n'

const root = document.getElementById('root')
if (!root) throw new Error('index.html lost its root')

void startI18n().then(() => createRoot(root).render(<App />))

// Later, so that the offline shell never competes with the first page for the network.
if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  setTimeout(() => { navigator.serviceWorker.register('/sw.js').catch(() => undefined) }, 4000)
}
