// Ana also sells to private people: she has their leads called, goes through them with one key each, and sees whom nobody has
// reached. In a deal with a company she draws who decides and who is for it.
import { inEveryLook } from '../common.mjs'
import { call, look, must, see, tokenOf, visit } from './world.mjs'

export async function callLeads(world, { ana }) {
  const token = await tokenOf(world, ana.email, ana.password)
  await sellToPersons(ana)
  const { items } = await call(world, 'GET', '/pipelines', { token })
  const stageId = items.find((p) => p.name === 'Private').stages[0].id
  const deals = []
  for (const [n, name] of ['Ida', 'Jan', 'Kim'].entries()) deals.push(await lead(world, token, { name, phone: `+4860100000${n + 1}`, stageId }))
  await oneKeyEach(ana)
  await nobodyReached(world, token, ana, deals[2])
  await whoDecides(world, token, ana)
}

/** A pipeline for private people, whose leads are called at any hour: the story is told at night, too. */
async function sellToPersons(ana) {
  const { page } = ana
  await visit(ana, 'settings/pipelines')
  await page.getByRole('button', { name: 'New pipeline' }).click()
  const dialog = page.getByRole('dialog', { name: 'New pipeline' })
  await dialog.getByLabel('Name').fill('Private')
  await dialog.getByLabel('We sell to private people').check()
  await look(page, '6-mode')
  await dialog.getByRole('button', { name: 'Add pipeline' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: /^Set up calls ?: Private/ }).click()
  const rule = page.getByRole('dialog', { name: 'Set up calls' })
  await rule.getByLabel('Not before').selectOption('0')
  await rule.getByLabel('Not after').selectOption('24')
  await rule.getByLabel('Also on Sundays').check()
  await look(page, '6-call-rule')
  await rule.getByRole('button', { name: 'Save' }).click()
  await rule.waitFor({ state: 'detached' })
  await see(page, '8 attempts within 7 days')
}

async function lead(world, token, { name, phone, stageId }) {
  const person = await call(world, 'POST', '/contacts', { token, body: { firstName: name, lastName: 'Private', phone }, expect: 201 })
  return call(world, 'POST', '/deals', { token, body: { name: `Bike for ${name}`, stageId, contacts: [{ contactId: person.id, role: 'decider' }] }, expect: 201 })
}

async function oneKeyEach(ana) {
  const { page } = ana
  await visit(ana, 'today')
  await see(page, '3 leads to call now')
  await page.getByRole('link', { name: 'Start calling' }).click()
  const card = (name) => page.getByRole('region', { name: `${name} Private` })
  await card('Ida').waitFor()
  await inEveryLook(page, '6-calls')
  await page.keyboard.press('2')
  await card('Jan').waitFor()
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await card('Ida').waitFor()
  await page.getByLabel('What was said (optional)').fill('Wants the red one.')
  await card('Ida').getByRole('button', { name: 'Reached' }).click()
  await card('Jan').waitFor()
  await page.keyboard.press('5')
  await page.getByRole('dialog', { name: 'When to call back?' }).waitFor()
  await look(page, '6-call-later')
  await page.keyboard.press('1')
  await card('Kim').waitFor()
  await page.keyboard.press('3')
  await see(page, 'Nobody to call now')
  await look(page, '6-calls-done')
}

/** Kim is busy five more times: that is worth a look. */
async function nobodyReached(world, token, ana, { id }) {
  const { page } = ana
  for (let n = 2; n <= 6; n += 1) {
    const { lead: now } = await call(world, 'GET', `/deals/${id}/cadence`, { token })
    await call(world, 'POST', `/deals/${id}/cadence/attempts`, { token, body: { version: now.version, outcome: 'busy' }, expect: 201 })
  }
  await page.getByRole('link', { name: 'Report', exact: true }).click()
  await page.getByRole('rowheader', { name: 'Bike for Kim' }).waitFor()
  must(await page.getByRole('rowheader', { name: 'Bike for Ida' }).count() === 0, 'who was reached stands among those who were not')
  await inEveryLook(page, '6-call-report')
  await page.getByRole('link', { name: 'Bike for Kim' }).click()
  await see(page, 'Attempt 6 of 8 · Busy')
  await inEveryLook(page, '6-call-panel')
  await page.getByRole('button', { name: 'Stop calling' }).click()
  await see(page, 'The calls were stopped.')
}

async function whoDecides(world, token, ana) {
  const { page } = ana
  const people = []
  for (const name of ['Lea', 'Max', 'Nina']) people.push(await call(world, 'POST', '/contacts', { token, body: { firstName: name, lastName: 'Fleet' }, expect: 201 }))
  const roles = ['decider', 'champion', 'blocker']
  const deal = await call(world, 'POST', '/deals', { token, body: { name: 'Forty bikes', contacts: people.map((p, i) => ({ contactId: p.id, role: roles[i] })) }, expect: 201 })
  await visit(ana, `deals/${deal.id}`)
  await see(page, 'Nobody is for it.')
  await stands(page, 'Lea', 'High', 'neutral')
  await stands(page, 'Nina', 'Low', 'against')
  const max = await stands(page, 'Max', 'Medium', 'for', true)
  await max.getByLabel('Other person').selectOption({ label: 'Lea Fleet' })
  await max.getByRole('button', { name: 'Add relation' }).click()
  await see(max, 'Max Fleet reports to Lea Fleet')
  await look(page, '6-buying-person')
  await max.getByRole('button', { name: 'Close' }).click()
  await max.waitFor({ state: 'detached' })
  must(await page.getByText('Nobody is for it.').count() === 0, 'the map still says that nobody is for it')
  await inEveryLook(page, '6-buying-map')
}

/** Says in the person's dialog how they stand; keeps it open for more. */
async function stands(page, name, influence, attitude, stay = false) {
  await page.getByRole('button', { name: new RegExp(`^${name} Fleet ?, `) }).click()
  const dialog = page.getByRole('dialog', { name: `${name} Fleet in this deal` })
  await dialog.getByText(influence, { exact: true }).click()
  await dialog.getByLabel('Attitude').selectOption(attitude)
  if (stay) return dialog
  await dialog.getByRole('button', { name: 'Close' }).click()
  await dialog.waitFor({ state: 'detached' })
  return dialog
}
