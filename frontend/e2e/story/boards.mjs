// Ana gives contacts a choice and a date. Their list becomes a board: she moves a card by the keyboard and by the mouse, takes a move
// back, and keeps the board as a view. Then she sees the dates on a calendar.
import { eventually, inEveryLook } from '../common.mjs'
import { call, day, look, must, toast, tokenOf, visit } from './world.mjs'

export async function seeBoards(world, { ana }) {
  const token = await tokenOf(world, ana.email, ana.password)
  const field = (body) => call(world, 'POST', '/fields', { token, body: { object: 'contact', ...body }, expect: 201 })
  const step = await field({ type: 'choice', label: 'Step', choices: [{ label: 'Met', colour: 'blue' }, { label: 'Talking', colour: 'orange' }, { label: 'Friend', colour: 'green' }] })
  const visitOn = await field({ type: 'date', label: 'Next visit' })
  const [met, talking, friend] = step.choices.map((c) => c.id)
  const person = (firstName, custom) => call(world, 'POST', '/contacts', { token, body: { firstName, lastName: 'Boardman', city: 'Gdynia', custom }, expect: 201 })
  const people = [
    await person('Alma', { [step.id]: met, [visitOn.id]: day(0) }),
    await person('Bruno', { [step.id]: met, [visitOn.id]: day(1) }),
    await person('Celia', { [step.id]: talking }),
    await person('Dora', {}),
  ]
  const stepOf = async (p) => (await call(world, 'GET', `/contacts/${p.id}`, { token })).custom[step.id]
  const has = (p, choice, what) => eventually(async () => must((await stepOf(p)) === choice, what))
  await asBoard(ana)
  await byKey(ana, 'Alma Boardman')
  await has(people[0], talking, 'the key moved Alma')
  await byMouse(ana, 'Bruno Boardman', 'Friend')
  await has(people[1], friend, 'the mouse moved Bruno')
  await (await toast(ana.page, 'Bruno Boardman is now in Friend.')).getByRole('button', { name: 'Undo' }).click()
  await has(people[1], met, 'Bruno is back')
  await keep(ana)
  await onDays(ana)
  for (const p of people) await call(world, 'DELETE', `/contacts/${p.id}`, { token, expect: 204 })
  for (const v of (await call(world, 'GET', '/views?object=contact', { token })).items.filter((one) => one.name === 'Steps')) await call(world, 'DELETE', `/views/${v.id}`, { token, expect: 204 })
  for (const f of [step, visitOn]) await call(world, 'PATCH', `/fields/${f.id}`, { token, body: { version: f.version, state: 'archived' }, expect: 200 })
}

const lane = (page, name) => page.getByRole('region', { name, exact: true })
const card = (page, name) => page.getByRole('group', { name, exact: true })

async function asBoard(ana) {
  const { page } = ana
  await visit(ana, 'contacts?q=Boardman')
  await page.getByRole('radiogroup', { name: 'How the list is shown' }).getByText('Board').click()
  await page.getByLabel('Columns of the board').selectOption('Step')
  await lane(page, 'Met').getByText('Alma Boardman').waitFor()
  await lane(page, 'Not set').getByText('Dora Boardman').waitFor()
  await inEveryLook(page, '6-contacts-board')
}

/** Space lifts, an arrow carries to the next column, space puts down. */
async function byKey({ page }, name) {
  await card(page, name).focus()
  for (const key of ['Space', 'ArrowRight', 'Space']) {
    await page.keyboard.press(key)
    await page.waitForTimeout(400) // the drag library animates each step
  }
  await lane(page, 'Talking').getByText(name).waitFor()
}

async function byMouse({ page }, name, to) {
  const from = await card(page, name).boundingBox()
  const goal = await lane(page, to).boundingBox()
  await page.mouse.move(from.x + 60, from.y + from.height - 8)
  await page.mouse.down()
  await page.mouse.move(from.x + 80, from.y + from.height, { steps: 4 })
  await page.mouse.move(goal.x + goal.width / 2, goal.y + 90, { steps: 12 })
  await page.waitForTimeout(200)
  await page.mouse.up()
  await lane(page, to).getByText(name).waitFor()
}

async function keep(ana) {
  const { page } = ana
  await page.getByRole('button', { name: 'Save as new view' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Name').fill('Steps')
  await form.getByRole('button', { name: 'Save' }).click()
  await form.waitFor({ state: 'hidden' })
  await visit(ana, 'contacts')
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Steps', exact: true }).click()
  await lane(page, 'Met').getByText('Bruno Boardman').waitFor()
}

async function onDays(ana) {
  const { page } = ana
  await visit(ana, 'contacts?q=Boardman&look=calendar')
  await page.getByLabel('Days of the calendar').selectOption('Next visit')
  await page.getByRole('link', { name: 'Bruno Boardman' }).waitFor()
  await inEveryLook(page, '6-contacts-calendar')
  const today = page.getByRole('listitem').and(page.locator('[aria-current=date]'))
  await today.getByRole('link', { name: 'Alma Boardman' }).focus()
  await page.keyboard.press('Alt+ArrowDown')
  await eventually(async () => must((await today.getByRole('link', { name: 'Alma Boardman' }).count()) === 0, 'Alma is a week later'))
  await look(page, '6-contacts-calendar-moved')
}
