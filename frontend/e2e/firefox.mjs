// Firefox as the system's packages bring it, by WebDriver BiDi: everything in which the driver falls short of what the journeys ask for
// is made up for here, or named as left out (ADR 46).
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
  sessions.send = atOnce(inFront(withoutMissing(sessions.send)))
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

/** Firefox counts the clicks of one command only: what the mouse does in one go is sent as one, so that two clicks are a double click. */
function atOnce(send) {
  const going = new Map()
  return function (method, params) {
    const [by] = params?.actions ?? []
    if (method !== 'input.performActions' || by.type !== 'pointer') return send.call(this, method, params)
    const one = going.get(this) ?? { actions: [], sent: soon().then(() => whole(this, params, by)) }
    going.set(this, one)
    one.actions.push(...by.actions)
    return one.sent
  }
  function whole(session, params, by) {
    const { actions } = going.get(session)
    going.delete(session)
    return send.call(session, 'input.performActions', { ...params, actions: [{ ...by, actions }] })
  }
}

const soon = () => new Promise((done) => { setImmediate(done) })

/** Playwright sets a field's value from within the page, where React takes that for its own doing and does not look; this types it. */
const typed = () => Object.defineProperty(window, '__pw_bidiInsertText', { get: () => (text) => { document.execCommand('insertText', false, text) }, set: () => undefined })

/** Prepares a context, if it is Firefox's. */
export const prepared = async (context) => { if (isFirefox(context.browser())) await context.addInitScript(typed) }

export const isFirefox = (browser) => browser.browserType().name() === 'firefox'

/** What can't be asked of Firefox by WebDriver BiDi, and why. */
const beyond = {
  touch: 'Playwright speaks no touch over WebDriver BiDi: what is tapped is clicked instead, what a finger drags is left out',
  colours: 'ESR can be told light or dark at its start only (KITH_LOOKS=dark)',
}

/** Whether a browser can be asked for something; where not, that is said, and the chapter goes on without that step. */
export function can({ browser }, what) {
  if (!isFirefox(browser)) return true
  console.log(`        left out in Firefox: ${beyond[what]}`)
  return false
}
