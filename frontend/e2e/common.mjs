// What every browser journey shares: the system's Chromium or Firefox, people in contexts of their own, axe, pictures.
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { launchFirefox, prepared } from './firefox.mjs'

const here = new URL('.', import.meta.url).pathname
export const artefacts = join(here, 'artefacts')
const axeSource = readFileSync(join(here, '../node_modules/axe-core/axe.min.js'), 'utf8')
const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** The looks every screen is checked in. */
export const looks = {
  light: { scheme: 'light', language: 'en', width: 1280, height: 860 },
  dark: { scheme: 'dark', language: 'en', width: 1280, height: 860 },
  phone: { scheme: 'light', language: 'en', width: 360, height: 740, touch: true },
  hi: { scheme: 'light', language: 'hi', width: 1280, height: 860 },
  rtl: { scheme: 'light', language: 'en', width: 1280, height: 860, pseudo: true },
}

/** KITH_LOOKS=light leaves out the other looks, to try a journey quickly. */
const wanted = (name) => (process.env.KITH_LOOKS ?? name).split(',').includes(name)

/** Starts Chromium, or Firefox by WebDriver BiDi: as it comes from the system's packages, not a build that is patched for tests. */
export async function launch(inFirefox = false) {
  if (inFirefox) return launchFirefox()
  return chromium.launch({
    executablePath: process.env.KITH_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
}

/**
 * A person in a browser of their own, who presses what they see with a finger or with the mouse. `faults` collects what the page
 * complained of (script errors, console errors that are not an answer the journey provoked); look at it at the end.
 */
export async function person(browser, base, name, look = looks.light) {
  const touch = look.touch === true
  const context = await browser.newContext({
    baseURL: base, viewport: { width: look.width, height: look.height }, colorScheme: look.scheme, locale: look.locale ?? 'en-GB',
    reducedMotion: 'reduce', timezoneId: look.timeZone ?? 'Europe/Warsaw', serviceWorkers: 'block', isMobile: touch, hasTouch: touch, acceptDownloads: true,
  })
  context.setDefaultTimeout(15_000)
  await prepared(context)
  await context.addInitScript(remembers, look)
  const page = await context.newPage()
  const faults = []
  page.on('pageerror', (error) => faults.push(`${name} at ${page.url()}: ${error.stack ?? error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) faults.push(`${name}: ${message.text()}`)
  })
  const press = touch ? (what) => what.tap() : (what) => what.click()
  return { name, context, page, faults, press }
}

/** What the page finds in the browser; the empty page of a new tab, where Firefox runs this too, has no memory. */
function remembers({ language, pseudo }) {
  if (self.origin === 'null') return
  if (!localStorage.getItem('kith.language')) localStorage.setItem('kith.language', language)
  if (pseudo) localStorage.setItem('kith.pseudo', 'rtl')
}

/** Goes through the log-in page; answers once inside a company. */
export async function logIn({ page }, email, password) {
  await page.goto('/login')
  await page.locator('input[type=email]').fill(email)
  await page.locator('input[type=password]').fill(password)
  await page.locator('form button[type=submit]').click()
  await page.waitForURL((url) => /^\/[^/]+\/\w+/.test(url.pathname) && !url.pathname.startsWith('/login'))
  await settled(page)
}

/** Waits until nothing is being fetched and no skeleton is shown. */
export async function settled(page) {
  await page.waitForLoadState('networkidle')
  await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]') && document.querySelector('h1, h2, [role=dialog]') !== null)
}

/** Runs axe (WCAG 2.2 A and AA) and throws with every finding. */
export async function accessible(page, what) {
  await page.evaluate(axeSource)
  const findings = await page.evaluate(async (tags) => {
    const { violations } = await window.axe.run(document, { runOnly: tags })
    return violations.map((v) => `${v.id} (${v.impact}): ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 120) + ' ' + n.any.map((a) => a.message).join(' ').slice(0, 200)).join(' | ')}`)
  }, wcag)
  if (findings.length > 0) throw new Error(`${what} is not accessible:\n  ${findings.join('\n  ')}`)
}

/** A finger on the screen, as the browser's own input events. */
export async function finger(page) {
  const cdp = await page.context().newCDPSession(page)
  return (type, at) => cdp.send('Input.dispatchTouchEvent', { type, touchPoints: at ? [at] : [] })
}

/** Carries by small steps, as a hand does, until the page says that this is the place. */
export async function carried(page, words, to) {
  for (let step = 1; step <= 40; step++) {
    await to(step / 40)
    await page.waitForTimeout(25)
    if (await page.getByText(words).count() > 0) return
  }
  await said(page, words)
}

/** What is said aloud, not only shown. */
export const said = (page, words) => eventually(async () => { if (await page.getByText(words).count() === 0) throw new Error(`not said: ${words}`) })

/** Keeps a picture in e2e/artefacts. */
export async function picture(page, name) {
  mkdirSync(artefacts, { recursive: true })
  await page.screenshot({ path: join(artefacts, `${name}.png`) })
}

/** Shows the page at hand in each look (scheme, width, Hindi), checks it and keeps pictures; then puts it back. */
export async function inEveryLook(page, name) {
  const before = page.viewportSize()
  for (const [look, { scheme, width, height }] of Object.entries(looks).filter(([name, l]) => l.language === 'en' && !l.pseudo && wanted(name))) {
    await page.emulateMedia({ colorScheme: scheme })
    await page.setViewportSize({ width, height })
    await page.waitForFunction((s) => document.documentElement.dataset.mantineColorScheme === s, scheme)
    await settled(page)
    // Again for a while: on a busy machine colours may still be fading; a real finding stays.
    await checked(page, name, look)
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(before)
  if (wanted('hi')) await inHindi(page, name)
}

async function checked(page, name, look) {
  await eventually(() => accessible(page, `${name}, ${look}`), 3000)
  await picture(page, `${name}-${look}`)
  await fits(page, `${name}, ${look}`)
}

/** Lets a page be in Hindi, whatever language the person has chosen; they have it back in their other tabs. */
export async function speakHindi(page) {
  await page.addInitScript(() => localStorage.setItem('kith.language', 'hi'))
  await page.route('**/api/v1/me', async (route) => {
    if (route.request().method() !== 'GET') return route.fallback()
    const response = await route.fetch()
    if (!response.ok()) return route.fulfill({ response })
    const me = await response.json()
    return route.fulfill({ response, json: { ...me, user: { ...me.user, language: 'hi' } } })
  })
}

/** The same address in one more tab, in Hindi; the page at hand keeps what is open and typed in it. */
async function inHindi(page, name) {
  const tab = await page.context().newPage()
  await speakHindi(tab)
  await tab.goto(page.url())
  await settled(tab)
  if (await tab.evaluate(() => document.documentElement.lang) !== 'hi') throw new Error(`${name} is not in Hindi`)
  await checked(tab, name, 'hi')
  await tab.close()
  await page.evaluate(() => localStorage.setItem('kith.language', 'en'))
}

/** Throws when the page is wider than the screen: nothing may be reached only by scrolling sideways. */
export async function fits(page, what) {
  const { over, who } = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    const beyond = [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > clientWidth + 1)
    return { over: scrollWidth - clientWidth, who: beyond.slice(-3).map((e) => e.outerHTML.slice(0, 120)).join(' | ') }
  })
  if (over > 1) throw new Error(`${what} is ${over} px wider than the screen: ${who}`)
}

/** Tries until it does not throw, at most `ms`; for what another person's browser or a job brings about. */
export async function eventually(check, ms = 10_000) {
  const end = Date.now() + ms
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (Date.now() > end) throw error
      await new Promise((done) => { setTimeout(done, 100) })
    }
  }
}
