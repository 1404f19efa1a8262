// Firefox as the system's packages bring it, by WebDriver BiDi: everything in which the driver falls short of what the main story asks
// for is made up for here (ADR 46).
import { firefox } from 'playwright-core'

/**
 * What contexts ask for and ESR can be told at its start only: no motion, the colours of KITH_LOOKS=dark or light ones, and that there is
 * a mouse, which a browser without a screen does not have.
 */
const asAsked = {
  'ui.prefersReducedMotion': 1, 'layout.css.prefers-color-scheme.content-override': process.env.KITH_LOOKS === 'dark' ? 0 : 1,
  'ui.primaryPointerCapabilities': 6, 'ui.allPointerCapabilities': 6,
}

export async function launchFirefox() {
  const browser = await firefox.launch({ channel: 'moz-firefox', executablePath: process.env.KITH_FIREFOX ?? '/usr/bin/firefox-esr', firefoxUserPrefs: asAsked })
  const sessions = Object.getPrototypeOf(browser._connection.toImpl(browser)._browserSession)
  sessions.send = inFront(withoutMissing(sessions.send))
  return browser
}

/** Playwright asks every Firefox for what the newest one can emulate; an older one goes on without it instead of failing. */
function withoutMissing(send) {
  return function (method, params) {
    return send.call(this, method, params).catch((error) => {
      if (method.startsWith('emulation.') && /unknown command/.test(error.message)) return {}
      throw error
    })
  }
}

/** Of all windows one has the focus, and what opens at a focus closes in the others: whoever does something gets theirs in front. */
function inFront(send) {
  let front
  return async function (method, params) {
    if (method === 'browsingContext.create') front = undefined
    if (/^(input|script)\./.test(method) && this.sessionId && this.sessionId !== front) {
      front = this.sessionId
      await send.call(this, 'browsingContext.activate', { context: front }).catch(() => undefined) // a window that closes meanwhile
    }
    return send.call(this, method, params)
  }
}

/** Playwright sets a field's value from within the page, where React takes that for its own doing and does not look; this types it. */
const typed = () => Object.defineProperty(window, '__pw_bidiInsertText', { get: () => (text) => { document.execCommand('insertText', false, text) }, set: () => undefined })

/**
 * What is still being fetched when a page is left fails in Firefox while the page's script still runs, which complains; that is no fault. Of
 * other complaints the driver tells no more than that there is one: here they say what of.
 */
function complains() {
  let left = false
  addEventListener('beforeunload', () => { left = true })
  const { error } = console
  console.error = (...about) => { if (!left) error(...about.map((one) => (one instanceof Error ? `${one.name}: ${one.message} ${one.stack}` : one))) }
}

/** Prepares a context, if it is Firefox's. */
export async function prepared(context) {
  if (context.browser().browserType().name() !== 'firefox') return
  await context.addInitScript(typed)
  await context.addInitScript(complains)
}
