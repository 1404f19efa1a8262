// Chapter 7: everybody sees what they should and no more, on the screen, by address and through the API.
import { eventually, inEveryLook, person, picture, logIn, settled } from '../common.mjs'
import { call, day, look, must, password, see, toast, tokenOf, visit } from './world.mjs'
import { dealName } from './deals.mjs'
import { fredWrites } from './reach.mjs'
import { rowMenu } from './team.mjs'

export async function keepInBounds(world, people) {
  const { ana, mira, ed, fred, tess } = people
  await assign(ed, fred)
  await fredSees(fred)
  await fredIsRefused(world, people)
  await tessSees(world, tess, fred)
  await miraSees(mira)
  await fredWrites(world, people)
  await rightsChange(world, ana, fred)
  await theEnd(world, ana, fred)
}

/** Ed assigns one of his deals to Fred, on the deal's page. */
async function assign(ed, fred) {
  const { page } = ed
  await visit(ed, 'deals')
  await page.getByRole('link', { name: dealName }).click()
  await page.getByRole('button', { name: 'Share or assign' }).click()
  await page.getByRole('combobox', { name: 'Person or team' }).fill(fred.name)
  await page.getByRole('option', { name: new RegExp(fred.name) }).click()
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  await page.getByRole('list', { name: 'Shared with' }).getByText(fred.name).waitFor()
  ed.deal = new URL(page.url()).pathname.split('/').at(-1)
  await look(page, '7-assigned')
}

/** The assigned deal and nothing else: board and its sums, lists, search, figures. */
async function fredSees(fred) {
  const { page } = fred
  await visit(fred, 'deals')
  await page.getByRole('link', { name: dealName }).waitFor()
  must(await page.getByText('Workshop contract').count() === 0, 'Fred sees a deal that is not his')
  const sums = (await page.getByRole('region').locator('header').allTextContents()).join(' ')
  must(sums.includes('€26,500') && !/7,800|960/.test(sums), `the board's sums tell Fred of others' deals: ${sums}`)
  must(await page.getByRole('button', { name: 'Export' }).count() === 0, 'Fred is offered an export')
  must(await page.getByRole('button', { name: 'New deal' }).count() === 0, 'Fred is offered a new deal')
  await inEveryLook(page, '7-deals-freelancer')
  await visit(fred, 'contacts')
  must(await page.getByText('Rider').count() === 0, 'Fred sees contacts that are not his')
  await visit(fred, 'reports')
  await see(page, '€26,500')
  must(await page.getByText('€35,260').count() === 0, 'the figures tell Fred of others’ deals')
  await page.keyboard.press('Control+k')
  await page.getByPlaceholder('Search, or type a command').fill('workshop')
  await see(page, 'Nothing found')
  await page.keyboard.press('Escape')
}

/** By address there is nothing; the API answers 404 and refuses exports. */
async function fredIsRefused(world, { ed, fred }) {
  const eds = await tokenOf(world, ed.email, ed.password)
  const hidden = (await call(world, 'GET', '/deals?q=Workshop', { token: eds })).items[0].id
  await fred.page.goto(`/${fred.slug}/deals/${hidden}`)
  await see(fred.page, 'does not exist, or it is not shared with you')
  await picture(fred.page, '7-not-found')
  const token = await tokenIn(world, fred)
  await call(world, 'GET', `/deals/${hidden}`, { token, expect: 404 })
  await call(world, 'PATCH', `/deals/${hidden}`, { token, body: { version: 1, name: 'Mine' }, expect: 404 })
  await call(world, 'GET', '/deals/export', { token, expect: 403 })
  await call(world, 'GET', '/colleagues', { token, expect: 403 })
  must((await call(world, 'GET', '/deals/count', { token })).count === 1, 'Fred counts more than his deal')
}

/** A token for the company of this story: Fred works in two, and his browser's own log-in stays as it is. */
async function tokenIn(world, fred) {
  const answer = await fetch(`${world.page}/api/v1/auth/login`, { method: 'POST', headers: { 'X-Kith': '1', 'Content-Type': 'application/json' }, body: JSON.stringify({ email: fred.email, password }) })
  const cookie = answer.headers.getSetCookie()[0].split(';')[0]
  const refreshed = await fetch(`${world.page}/api/v1/auth/refresh`, { method: 'POST', headers: { 'X-Kith': '1', 'Content-Type': 'application/json', cookie }, body: JSON.stringify({ tenant: fred.slug }) })
  return (await refreshed.json()).accessToken
}

/** Settings and health, no customers. */
async function tessSees(world, tess) {
  const { page } = tess
  await visit(tess, 'settings/health')
  await see(page, 'Everything works')
  await inEveryLook(page, '7-health')
  const menu = page.getByRole('navigation', { name: 'Main menu' }).first()
  for (const entry of ['Contacts', 'Companies', 'Deals', 'Reports']) must(await menu.getByRole('link', { name: entry }).count() === 0, `Tess is offered ${entry}`)
  const token = await tokenOf(world, tess.email)
  for (const path of ['/contacts', '/deals', '/companies', '/search?q=nora', '/dashboard']) await call(world, 'GET', path, { token, expect: 403 })
}

/** Mira sees her team's contacts and deals, not those Ana has brought. */
async function miraSees(mira) {
  await visit(mira, 'contacts')
  await see(mira.page, 'Nora Lind')
  must(await mira.page.getByText('Rider').count() === 0, 'Mira sees contacts of people outside her team')
}

/** Ana takes a right from freelancers, after seeing what that changes; two seconds later it is gone for Fred, without a new log-in. */
async function rightsChange(world, ana, fred) {
  const { page } = ana
  const token = await tokenIn(world, fred)
  const own = (await call(world, 'GET', '/deals', { token })).items[0]
  await visit(ana, 'settings/roles')
  await page.getByRole('button', { name: /^Change\s?: Freelancer/ }).click()
  await page.getByRole('group', { name: 'Deals' }).getByLabel('Change').waitFor()
  await look(page, '7-rights')
  await page.getByRole('group', { name: 'Deals' }).getByLabel('See').selectOption('none')
  const shown = page.getByRole('dialog', { name: /^Freelancer: Deals, See/ })
  await shown.getByText('would lose: 1').waitFor()
  await look(page, '7-what-it-changes')
  await shown.getByRole('button', { name: 'Save' }).click()
  await toast(page, 'Freelancer: Deals')
  const begin = Date.now()
  await eventually(() => call(world, 'GET', `/deals/${own.id}`, { token, expect: 403 }), 2000)
  console.log(`        the right was gone after ${Date.now() - begin} ms`)
  await page.getByRole('group', { name: 'Deals' }).getByLabel('See').selectOption('assigned')
  await shown.getByRole('button', { name: 'Save' }).click()
  await eventually(() => call(world, 'GET', `/deals/${own.id}`, { token, expect: 200 }), 2000)
}

/** Fred gets a last day; then Ana lets him go at once: he is out of this company, and still in his other one. */
async function theEnd(world, ana, fred) {
  const { page } = ana
  await visit(ana, 'settings/members')
  await rowMenu(page, fred.name, 'Set the last day…')
  await page.getByRole('dialog').getByLabel('Last day').fill(day(0))
  await look(page, '7-last-day')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByRole('row').filter({ hasText: fred.name }).getByText(/^until/).waitFor()
  const token = await tokenIn(world, fred)
  await rowMenu(page, fred.name, 'Remove from the company')
  await toast(page, `${fred.name} was removed.`)
  await eventually(async () => {
    const answer = await fetch(`${world.page}/api/v1/deals`, { headers: { Authorization: `Bearer ${token}` } })
    must(answer.status === 401 || answer.status === 403, `Fred still gets ${answer.status}`)
  }, 2000)
  await fred.page.goto(`/${fred.slug}/today`)
  await eventually(async () => must(!(await fred.page.getByText('First steps').isVisible().catch(() => false)), 'Fred is still in'))
  await settled(fred.page)
  await picture(fred.page, '7-out')
  const again = await person(world.browser, world.page, 'Fred again')
  await logIn(again, fred.email, password)
  must(!again.page.url().includes(`/${fred.slug}/`), 'Fred logs in to the company he has left')
  await again.context.close()
}
