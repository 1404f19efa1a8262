// Ed's train goes into a tunnel: the program is installed, what he has just read stays readable, nothing is written, and
// nothing of his is left after the log-out, nor for Mira who logs in on the same machine.
import { accessible, eventually, fits, logIn, looks, picture, settled } from '../common.mjs'
import { must, password, see } from './world.mjs'

const note = 'Said in the tunnel'

export async function readAway(world, { ed, mira }) {
  const context = await world.browser.newContext({ baseURL: world.page, viewport: { width: looks.light.width, height: looks.light.height }, locale: 'en-GB', timezoneId: 'Europe/Warsaw', reducedMotion: 'reduce' })
  context.setDefaultTimeout(15_000)
  const page = await context.newPage()
  try {
    await logIn({ page }, ed.email, ed.password ?? password)
    const slug = new URL(page.url()).pathname.split('/')[1]
    const { address, name } = await reads(page)
    await installed(page)
    await served(page)
    await withoutNetwork(page, name)
    await backAgain(page, name)
    await leaves(page, ed, address, name)
    await anotherPerson(page, slug, { ...mira, password: mira.password ?? password }, address)
  } finally {
    await context.close()
  }
}

/** The browser would offer to install it. */
async function installed(page) {
  await page.evaluate(() => navigator.serviceWorker.ready)
  const cdp = await page.context().newCDPSession(page)
  const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors')
  await cdp.detach() // with a second session the browser forgets at a reload that it plays being offline
  const faults = installabilityErrors.filter((e) => e.errorId !== 'in-incognito') // a journey's contexts are
  must(faults.length === 0, `cannot be installed: ${JSON.stringify(faults)}`)
}

/** The worker serves the page and has the whole program. */
async function served(page) {
  await eventually(async () => must(await page.evaluate(() => navigator.serviceWorker.controller !== null), 'the worker does not serve the page'))
  await eventually(async () => must((await missing(page)).length === 0, 'the rest of the program was not fetched'), 60_000)
}

/** The files of the program in English that the worker has not kept yet. */
const missing = (page) => page.evaluate(async () => {
  const { shell, rest, texts } = JSON.parse(/ = (\{"version".*\})/.exec(await (await fetch('/sw.js')).text())[1])
  const kept = await Promise.all([...shell, ...rest, ...texts.en].map(async (name) => [name, await caches.match(name, { ignoreVary: true })]))
  return kept.flatMap(([name, answer]) => (answer ? [] : [name]))
})

/** Reads a contact in the list and on its own page, before there is a worker. */
async function reads(page) {
  await page.getByRole('link', { name: 'Contacts', exact: true }).first().click()
  await page.waitForURL(/\/contacts$/)
  const first = page.getByRole('grid').getByRole('link').first()
  const name = (await first.innerText()).split('\n').at(-1) // after the initials of the picture
  await first.click()
  await page.waitForURL(/\/contacts\/0/)
  await settled(page)
  await page.getByRole('heading', { name }).waitFor()
  const address = new URL(page.url()).pathname
  const id = address.split('/').at(-1)
  await eventually(async () => { // the list speaks of it too
    const kept = await keptKeys(page)
    for (const answer of [['/contacts', 'one', id], ['timeline', 'contact', id]]) must(kept.some((key) => key.startsWith(JSON.stringify(answer).slice(0, -1))), `not kept: ${answer.join(' ')}`)
  })
  return { address, name }
}

async function withoutNetwork(page, name) {
  await page.context().setOffline(true)
  await see(page, /You are offline\. You see what was loaded at/)
  await page.reload()
  await page.getByRole('heading', { name }).waitFor()
  await see(page, /You are offline\. You see what was loaded at/)
  await page.getByRole('heading', { name: 'Timeline' }).or(page.getByRole('textbox', { name: 'Text' })).first().waitFor()
  await picture(page, 'offline-record')
  await accessible(page, 'a record without a network')
  await fits(page, 'a record without a network')
  const text = page.getByRole('textbox', { name: 'Text' })
  await text.fill(note)
  await page.keyboard.press('Control+Enter')
  await page.getByText(/could not be reached/).filter({ visible: true }).first().waitFor()
  must(await text.inputValue() === note, 'what was typed without a network is gone')
  await picture(page, 'offline-refused')
  await page.getByRole('link', { name: 'Contacts', exact: true }).first().click()
  await page.getByRole('grid').getByRole('link', { name }).first().waitFor()
  await picture(page, 'offline-list')
  await page.getByRole('link', { name: 'Reports', exact: true }).first().click()
  await see(page, /has not kept this page for reading offline/)
  await picture(page, 'offline-unkept')
  await page.goBack()
  await page.getByRole('grid').waitFor()
  await page.goBack()
  await page.getByRole('heading', { name }).waitFor()
}

/** The network is back: no reload, the banner goes, and what was typed is saved. */
async function backAgain(page, name) {
  await page.context().setOffline(false)
  await page.getByText(/You are offline|The server cannot be reached/).waitFor({ state: 'detached' })
  await settled(page)
  const text = page.getByRole('textbox', { name: 'Text' })
  must(await text.inputValue() === note, 'what was typed without a network is gone with its return')
  await text.focus()
  await page.keyboard.press('Control+Enter')
  await page.getByRole('listitem').filter({ hasText: note }).first().waitFor()
  await page.getByRole('heading', { name }).waitFor()
}

async function leaves(page, ed, address, name) {
  await page.getByRole('button', { name: new RegExp(ed.name) }).first().click()
  await page.getByRole('menuitem', { name: 'Log out' }).click()
  await page.waitForURL('**/login')
  await nothingLeft(page, name)
  await page.context().setOffline(true)
  await page.goto(address)
  await see(page, /has not kept this page/)
  await picture(page, 'offline-nobody')
  await accessible(page, 'the page of nobody without a network')
  must(!(await page.content()).includes(name), 'who logged out is still read')
  await nothingLeft(page, name)
  await page.context().setOffline(false)
}

/** On the same machine: only what is hers. */
async function anotherPerson(page, slug, mira, address) {
  await logIn({ page }, mira.email, mira.password)
  await eventually(async () => must((await keptText(page)).includes(mira.email), 'what she reads is not kept'))
  const rows = await keptRows(page)
  must(!rows.some(([key, text]) => key.includes(address.split('/').at(-1)) || text.includes(note)), 'what Ed read is kept for Mira')
  await page.context().setOffline(true)
  await page.goto(`/${slug}/today`)
  await see(page, /You are offline/)
  await picture(page, 'offline-today')
  await page.context().setOffline(false)
  await page.getByText(/You are offline|The server cannot be reached/).waitFor({ state: 'detached' })
}

async function nothingLeft(page, name) {
  const texts = await eventually(async () => {
    const kept = await keptText(page)
    must(kept === '[]', `still in the browser's database: ${kept.slice(0, 200)}`)
    return page.evaluate(async () => {
      const files = []
      for (const key of await caches.keys()) {
        const cache = await caches.open(key)
        for (const request of await cache.keys()) files.push(request.url, /\.(js|css|woff2|png)$/.test(request.url) ? '' : await (await cache.match(request)).text())
      }
      return [JSON.stringify(localStorage), JSON.stringify(sessionStorage), ...files]
    })
  })
  must(!texts.some((t) => t.includes(name) || t.includes('/api/')), 'something of a company is left in the browser')
}

/** What is kept: the names of the answers and what they say; `owner` says whose they are. */
const keptRows = (page) => page.evaluate(async () => {
  if (!(await indexedDB.databases()).some((d) => d.name === 'kith')) return []
  const settled = (asked) => new Promise((done, fail) => { asked.onsuccess = () => done(asked.result); asked.onerror = () => fail(asked.error) })
  const db = await settled(indexedDB.open('kith'))
  const store = db.transaction('kept').objectStore('kept')
  const [keys, rows] = await Promise.all([settled(store.getAllKeys()), settled(store.getAll())])
  db.close()
  return keys.map((key, i) => [key, rows[i].text ?? JSON.stringify(rows[i])])
})
const keptKeys = async (page) => (await keptRows(page)).map(([key]) => key)
const keptText = async (page) => JSON.stringify(await keptRows(page))
