import '@testing-library/jest-dom/vitest'
import { notifications } from '@mantine/notifications'
import { cleanup, configure } from '@testing-library/react'
import i18next from 'i18next'
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest'
import { startI18n } from '@/shared/i18n'
import { allAnswered } from './render'
import { server } from './server'

configure({ asyncUtilTimeout: 10_000 })

// What jsdom lacks of a browser.
window.matchMedia = (query: string) => ({
  matches: query.includes(`min-width`) , media: query, onchange: null,
  addListener: () => undefined, removeListener: () => undefined, addEventListener: () => undefined, removeEventListener: () => undefined, dispatchEvent: () => false,
})
window.ResizeObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
}
window.IntersectionObserver = class {
  readonly root = null
  readonly rootMargin = ''
  readonly scrollMargin = ''
  readonly thresholds = []
  observe() {}
  unobserve() {}
  disconnect() {}
  takeRecords() { return [] }
}
// Text areas that grow measure again once fonts have come.
Object.defineProperty(document, 'fonts', { configurable: true, value: new EventTarget() })
window.scrollTo = () => undefined
Element.prototype.scrollTo = () => undefined
Element.prototype.scrollIntoView = () => undefined
// The virtual rows ask how tall their frame is.
Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => 480 })
Object.defineProperty(HTMLElement.prototype, 'clientWidth', { configurable: true, get: () => 1200 })

beforeAll(async () => {
  server.listen({ onUnhandledRequest: 'error' })
  await startI18n('en')
  await i18next.loadNamespaces(['problemSettings', 'problemWork']) // as the pages that can meet them do
})
beforeEach(() => { localStorage.clear(); sessionStorage.clear() })
// What was sent is answered, and its note is gone, before the next test begins: the list of notes belongs to the program, not to a test.
afterEach(async () => {
  vi.useRealTimers()
  await allAnswered()
  cleanup()
  notifications.clean()
  server.resetHandlers()
})
afterAll(() => server.close())
