// What the main tasks cost a person: clicks, keys other than the text they type, and pages seen. Each has a budget, which is
// the best way that there is today; who makes a task longer breaks this journey and has to say why.
import { eventually, person, settled } from './common.mjs'
import { call, must, tokenOf } from './story/world.mjs'

export const title = 'the effort of the main tasks'

/** Most clicks, keys and pages of each task. */
const budgets = {
  'sign in and see what is next': { clicks: 0, keys: 2, pages: 1 },
  'log a call': { clicks: 2, keys: 0, pages: 0 },
  'add a person with company': { clicks: 0, keys: 8, pages: 2 },
  'move a deal': { clicks: 2, keys: 0, pages: 0 },
  'set a task': { clicks: 1, keys: 3, pages: 1 },
  'find a phone number': { clicks: 0, keys: 2, pages: 1 },
  'send a note to a colleague': { clicks: 1, keys: 1, pages: 0 },
  'merge two people': { clicks: 3, keys: 0, pages: 3 },
  'hand a deal over': { clicks: 1, keys: 2, pages: 0 },
  'mark lost with reason': { clicks: 3, keys: 0, pages: 0 },
  'add a field': { clicks: 2, keys: 0, pages: 0 },
  'make a view': { clicks: 2, keys: 6, pages: 0 },
}

export async function run({ browser, page: base, demo }) {
  const world = { page: base }
  const ana = Object.assign(await person(browser, base, 'Ana'), { effort: { clicks: 0, keys: 0, pages: 0 } })
  await watch(ana)
  const stage = await prepared(world, demo)
  const over = []
  for (const [name, budget] of Object.entries(budgets)) {
    const { begin, work, done } = tasks[name]
    if (begin) await begin(ana, stage)
    await rested(ana)
    const before = { ...ana.effort }
    await work(ana, stage)
    await done(ana, stage)
    await rested(ana)
    const cost = Object.fromEntries(Object.keys(budget).map((what) => [what, ana.effort[what] - before[what]]))
    console.log(`    ${name}: ${Object.entries(cost).map(([what, n]) => `${n} ${what}`).join(', ')}`)
    for (const [what, most] of Object.entries(budget)) if (cost[what] > most) over.push(`${name} takes ${cost[what]} ${what}, its budget is ${most}`)
  }
  await ana.context.close()
  must(over.length === 0, over.join('\n'))
  must(ana.faults.length === 0, ana.faults.join('\n'))
}

/** Counts what a person does, not what this journey asks the page: real presses of the button and of keys, as the page hears them. */
async function watch(ana) {
  await ana.context.exposeBinding('kithEffort', (_source, what) => { ana.effort[what] += 1 })
  await ana.context.addInitScript(() => {
    const typed = (e) => e.key.length === 1 && !e.ctrlKey && !e.metaKey && !e.altKey && e.target.matches?.('input, textarea, [contenteditable="true"]')
    const modifier = (e) => ['Control', 'Shift', 'Alt', 'Meta'].includes(e.key)
    addEventListener('pointerdown', (e) => { if (e.isTrusted) void window.kithEffort('clicks') }, { capture: true })
    addEventListener('keydown', (e) => { if (e.isTrusted && !e.repeat && !typed(e) && !modifier(e)) void window.kithEffort('keys') }, { capture: true })
  })
  let seen = ''
  ana.page.on('framenavigated', (frame) => {
    const { pathname } = new URL(frame.url())
    if (frame !== ana.page.mainFrame() || pathname === seen) return
    seen = pathname
    ana.effort.pages += 1
  })
}

/** Everything that was done has been counted. */
async function rested({ page }) {
  await settled(page)
  await page.evaluate(() => new Promise((done) => { setTimeout(done, 50) }))
}

/** What the tasks are about, made without a page: people, a deal each, two of whom are the same. */
async function prepared(world, demo) {
  const token = await tokenOf(world, demo.owner.email, demo.owner.password)
  const make = (path, body) => call(world, 'POST', path, { token, body, expect: 201 })
  const mark = `E${Date.now().toString(36)}`
  const { items } = await call(world, 'GET', '/pipelines', { token })
  const company = await make('/companies', { name: `${mark} Works` })
  const contact = await make('/contacts', { firstName: 'Olga', lastName: mark, phone: '+48600111222', companyId: company.id })
  for (const twin of [1, 2]) await make('/contacts', { firstName: 'Piotr', lastName: `${mark}twin`, email: `piotr.${mark.toLowerCase()}@twin.example`, jobTitle: `Twin ${twin}` })
  const deal = await make('/deals', { name: `${mark} deal`, value: { amount: 100_000, currency: 'EUR' } })
  return { login: demo.owner, mark, company, contact, deal, stages: items[0].stages }
}

const at = ({ page }, path) => page.goto(`/${new URL(page.url()).pathname.split('/')[1]}/${path}`).then(() => settled(page))
const keys = async ({ page }, ...all) => { for (const key of all) await page.keyboard.press(key) }
const type = ({ page }, text) => page.keyboard.type(text)

const tasks = {
  'sign in and see what is next': {
    begin: async (ana) => { await ana.page.goto('/login'); await settled(ana.page) },
    work: async (ana, { login }) => {
      await eventually(async () => must(await ana.page.locator('input[type=email]').evaluate((e) => e === document.activeElement), 'the e-mail is not ready to be typed'))
      await type(ana, login.email)
      await keys(ana, 'Tab')
      await type(ana, login.password)
      await keys(ana, 'Enter')
    },
    done: async ({ page }) => { await page.waitForURL(/\/today$/); await page.getByRole('heading', { level: 1 }).waitFor() },
  },
  'log a call': {
    begin: (ana, { contact }) => at(ana, `contacts/${contact.id}`),
    work: async ({ page }) => {
      await page.getByRole('radiogroup', { name: 'What it is' }).getByText('Call', { exact: true }).click()
      await page.getByRole('button', { name: 'Log call' }).click()
    },
    done: ({ page }) => page.getByText('made a call').first().waitFor(),
  },
  'add a person with company': {
    begin: (ana) => at(ana, 'today'),
    work: async (ana, { mark, company }) => {
      await keys(ana, 'Control+k')
      await ana.page.getByPlaceholder('Search, or type a command').waitFor()
      await type(ana, 'new contact')
      await keys(ana, 'Enter')
      const form = ana.page.getByRole('dialog', { name: 'New contact' })
      await form.getByRole('textbox', { name: 'First name' }).and(ana.page.locator(':focus')).waitFor()
      await type(ana, 'Nina')
      await keys(ana, 'Tab')
      await type(ana, mark)
      await keys(ana, 'Tab', 'Tab', 'Tab')
      await type(ana, company.name)
      await ana.page.getByRole('option', { name: company.name, exact: true }).waitFor()
      await keys(ana, 'Enter', 'Enter')
    },
    done: ({ page }, { mark }) => page.getByRole('heading', { name: `Nina ${mark}` }).waitFor(),
  },
  'move a deal': {
    begin: (ana) => at(ana, 'deals'),
    work: async ({ page }, { deal, stages }) => {
      await page.getByRole('button', { name: new RegExp(`^Move ${deal.name}`) }).click()
      await page.getByRole('menuitem', { name: stages[1].name }).click()
    },
    done: ({ page }, { deal, stages }) => page.getByRole('region', { name: stages[1].name, exact: true }).getByRole('group', { name: new RegExp(deal.name) }).waitFor(),
  },
  'set a task': {
    begin: (ana) => at(ana, 'today'),
    work: async (ana, { mark }) => {
      await keys(ana, 'g', 'k')
      await ana.page.getByRole('textbox', { name: 'New task' }).click()
      await type(ana, `Ring ${mark}`)
      await keys(ana, 'Enter')
    },
    done: ({ page }, { mark }) => page.getByText(`Ring ${mark}`).first().waitFor(),
  },
  'find a phone number': {
    begin: (ana) => at(ana, 'today'),
    work: async (ana, { mark }) => {
      await keys(ana, 'Control+k')
      await ana.page.getByPlaceholder('Search, or type a command').waitFor()
      await type(ana, `Olga ${mark}`)
      await ana.page.getByRole('option', { name: new RegExp(`^Olga ${mark}`) }).or(ana.page.getByRole('button', { name: new RegExp(`^Olga ${mark}`) })).and(ana.page.locator('[data-selected]')).waitFor()
      await keys(ana, 'Enter')
    },
    done: ({ page }) => page.getByText('+48600111222').first().waitFor(),
  },
  'send a note to a colleague': {
    begin: (ana, { deal }) => at(ana, `deals/${deal.id}`),
    work: async (ana, { mark }) => {
      await ana.page.getByRole('textbox', { name: 'Text' }).click()
      await type(ana, `@Ed, please look at ${mark}`)
      await keys(ana, 'Control+Enter')
    },
    done: ({ page }, { mark }) => page.getByRole('listitem').filter({ hasText: `please look at ${mark}` }).getByText(/^@Ed /).waitFor(),
  },
  'merge two people': {
    begin: (ana) => at(ana, 'contacts'),
    work: async ({ page }, { mark }) => {
      await page.getByRole('link', { name: 'Duplicates' }).click()
      await page.getByRole('link', { name: new RegExp(`${mark}twin`) }).and(page.locator('[aria-label]')).first().click()
      await page.getByRole('button', { name: /^Merge/ }).click()
    },
    done: ({ page }, { mark }) => page.waitForURL(/\/contacts\/0/).then(() => page.getByRole('heading', { name: new RegExp(`${mark}twin`) }).waitFor()),
  },
  'hand a deal over': {
    begin: (ana, { deal }) => at(ana, `deals/${deal.id}`),
    work: async (ana) => {
      await ana.page.getByRole('button', { name: /^Owner/ }).click()
      await ana.page.getByRole('combobox', { name: 'Owner' }).and(ana.page.locator(':focus')).waitFor()
      await keys(ana, 'Control+a')
      await type(ana, 'Mira')
      await ana.page.getByRole('option', { name: /^Mira/ }).waitFor()
      await keys(ana, 'Enter')
    },
    done: ({ page }) => page.getByRole('button', { name: /^Owner: Mira/ }).waitFor(),
  },
  'make a view': {
    begin: (ana) => at(ana, 'contacts'),
    work: async (ana, { mark }) => {
      const { page } = ana
      await page.getByRole('button', { name: 'Filter', exact: true }).click()
      const field = page.getByLabel('Field')
      await field.and(page.locator(':focus')).waitFor()
      await type(ana, 'Ci')
      await keys(ana, 'Tab', 'Tab')
      await type(ana, 'Oslo')
      await keys(ana, 'Enter')
      await page.getByRole('button', { name: 'Save as new view' }).click()
      await page.getByRole('textbox', { name: 'Name' }).and(page.locator(':focus')).waitFor()
      await type(ana, `${mark} view`)
      await keys(ana, 'Enter')
    },
    done: ({ page }, { mark }) => page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: `${mark} view`, exact: true }).waitFor(),
  },
  'mark lost with reason': {
    begin: (ana, { deal }) => at(ana, `deals/${deal.id}`),
    work: async ({ page }, { stages }) => {
      await page.getByRole('button', { name: stages.find((s) => s.kind === 'lost').name, exact: true }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('group').getByRole('button').first().click()
      await dialog.getByRole('button', { name: 'Mark as lost' }).click()
    },
    done: ({ page }) => page.getByRole('dialog').waitFor({ state: 'hidden' }).then(() => page.getByText('Lost', { exact: true }).first().waitFor()),
  },
  'add a field': {
    begin: (ana) => at(ana, 'settings/fields'),
    work: async (ana, { mark }) => {
      await ana.page.getByRole('button', { name: 'New field' }).click()
      await ana.page.getByRole('dialog', { name: /^New field/ }).getByLabel('Name').and(ana.page.locator(':focus')).waitFor()
      await type(ana, `Size ${mark}`)
      await ana.page.getByRole('button', { name: 'Add the field' }).click()
    },
    done: ({ page }, { mark }) => page.getByRole('listitem').filter({ hasText: `Size ${mark}` }).waitFor(),
  },
}
