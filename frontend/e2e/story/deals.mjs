// Chapter 5, second half: deals. A board by mouse, keyboard and phone; a deal's page; Today, palette, reports.
import { eventually, inEveryLook, logIn, looks, person, picture, settled } from '../common.mjs'
import { call, day, look, must, see, tokenOf, visit } from './world.mjs'

export const dealName = 'Fleet of 20 bikes'

export async function workOnDeals(world, people) {
  const { ana, mira, ed } = people
  await addDeal(ed)
  people.stages = await moreDeals(world, ed)
  await byMouse(ana, dealName, people.stages[1].name)
  await inEveryLook(ana.page, '5-board')
  await byKeyboard(mira, dealName, people.stages[2].name)
  await byPhone(world, ed, 'Workshop contract', people.stages[1].name)
  await askedAtAStage(ana, ed, 'Helmets for the crew', people.stages[3].name)
  await dealPage(people)
  await today(ed)
  await palette(ed)
  await reports(ana)
}

async function addDeal(ed) {
  const { page } = ed
  await visit(ed, 'deals')
  await page.getByRole('button', { name: 'New deal' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name' }).fill(dealName)
  await dialog.getByRole('textbox', { name: 'Value' }).fill('24,000')
  await dialog.getByRole('combobox', { name: 'Company' }).fill('Velo')
  await page.getByRole('option', { name: 'Velo Nord', exact: true }).click()
  await dialog.getByLabel('Expected on').fill(day(20))
  await look(page, '5-new-deal')
  await dialog.getByRole('button', { name: 'Add deal' }).click()
  await see(page, `“${dealName}” added`)
  await page.getByRole('group', { name: new RegExp(dealName) }).waitFor()
}

/** Two more of Ed's, so that the board has something to add up. Answers the stages of the pipeline. */
async function moreDeals(world, ed) {
  const token = await tokenOf(world, ed.email, ed.password)
  for (const [name, amount] of [['Workshop contract', 780_000], ['Helmets for the crew', 96_000]]) {
    await call(world, 'POST', '/deals', { token, body: { name, value: { amount, currency: 'EUR' } }, expect: 201 })
  }
  return (await call(world, 'GET', '/pipelines', { token })).items[0].stages
}

export const lane = (page, name) => page.getByRole('region', { name, exact: true })
export const card = (place, name) => place.getByRole('group', { name: new RegExp(name) })

/** Lifts a card with the mouse, carries it to another column and lets go. */
export async function byMouse(who, deal, to) {
  const { page } = who
  await visit(who, 'deals')
  await lane(page, to).scrollIntoViewIfNeeded()
  const from = await card(page, deal).boundingBox()
  const target = await lane(page, to).boundingBox()
  const grip = from.x + from.width - 60 // the left of it may have been scrolled away
  await page.mouse.move(grip, from.y + from.height - 12)
  await page.mouse.down()
  await page.mouse.move(grip + 20, from.y + from.height, { steps: 4 })
  await page.mouse.move(target.x + target.width / 2, target.y + 110, { steps: 12 })
  await page.mouse.up()
  await card(lane(page, to), deal).waitFor()
  await settled(page)
}

/** Space lifts, an arrow carries, space drops; what happens is said aloud. */
async function byKeyboard(mira, deal, to) {
  const { page } = mira
  await visit(mira, 'deals')
  await card(page, deal).focus()
  await page.keyboard.press('Space')
  await eventually(async () => must(await page.getByText(`${deal}, Velo Nord lifted from`).count() > 0, 'lifting is not announced'))
  await page.keyboard.press('ArrowRight')
  await eventually(async () => must(await page.getByText(`is over ${to}`).count() > 0, 'carrying is not announced'))
  await page.keyboard.press('Space')
  await card(lane(page, to), deal).waitFor()
  await settled(page)
}

/** On a phone a card is moved by its menu. */
async function byPhone(world, ed, deal, to) {
  const phone = await person(world.browser, world.page, 'Ed on the phone', looks.phone)
  await logIn(phone, ed.email, ed.password)
  await visit({ ...phone, slug: ed.slug }, 'deals')
  await picture(phone.page, '5-board-on-a-phone')
  await phone.page.getByRole('button', { name: new RegExp(`^Move ${deal}`) }).tap()
  await phone.page.getByRole('menuitem', { name: to }).waitFor()
  await look(phone.page, '5-move-to')
  await phone.page.getByRole('menuitem', { name: to }).tap()
  await card(lane(phone.page, to), deal).waitFor()
  await settled(phone.page)
  must(phone.faults.length === 0, phone.faults.join('\n'))
  await phone.context.close()
}

/** What a stage asks for is set by the owner; whoever moves a deal there is asked, and nothing is refused. */
export async function askedAtAStage(owner, seller, deal, stage) {
  await visit(owner, 'settings/pipelines')
  await owner.page.getByRole('button', { name: `Actions for ${stage}` }).click()
  await owner.page.getByRole('menuitem', { name: 'Change the stage' }).click()
  const form = owner.page.getByRole('dialog', { name: 'Change the stage' })
  await form.getByRole('checkbox', { name: 'Expected on' }).check()
  await form.getByRole('button', { name: 'Save' }).click()
  await see(owner.page, 'Asks for: Expected on')
  await inEveryLook(owner.page, '5-pipelines')
  const { page } = seller
  await visit(seller, 'deals')
  await page.getByRole('button', { name: new RegExp(`^Move ${deal}`) }).click()
  await page.getByRole('menuitem', { name: stage }).click()
  const asked = page.getByRole('dialog', { name: `Before “${stage}”` })
  await asked.getByLabel('Expected on').fill(day(30))
  await look(page, '5-gate')
  await asked.getByRole('button', { name: `Move to ${stage}` }).click()
  await asked.waitFor({ state: 'hidden' })
  await card(lane(page, stage), deal).waitFor()
  await settled(page)
}

/** People with roles, a next step, a note, an amount; the timeline and the stage history know how it went. */
async function dealPage({ ed, stages }) {
  const { page } = ed
  await visit(ed, 'deals')
  await page.getByRole('link', { name: dealName }).click()
  await page.getByRole('combobox', { name: 'Add a contact' }).fill('Nora')
  await page.getByRole('option', { name: /Nora Lind/ }).click()
  await page.getByLabel('Role of Nora Lind').selectOption('decider')
  await page.getByRole('textbox', { name: 'Next step' }).fill('Send the offer')
  await page.getByRole('button', { name: 'Date', exact: true }).click()
  await page.getByLabel('Date', { exact: true }).and(page.locator('input')).fill(day(-3))
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await see(page, 'overdue by 3 days')
  await page.getByLabel('Text').fill('They want them before the season starts.')
  await page.getByRole('button', { name: 'Save note' }).click()
  await see(page, 'Ed Turner wrote a note')
  await see(page, 'They want them before the season starts.')
  await page.getByRole('button', { name: /^Value:/ }).click()
  await page.getByRole('textbox', { name: 'Value' }).fill('26,500')
  await page.keyboard.press('Enter')
  await see(page, '€26,500.00')
  await settled(page)
  await page.reload()
  await settled(page)
  must(await page.getByLabel('Role of Nora Lind').inputValue() === 'decider', 'the role was not kept')
  await see(page, `Mira Nowak moved the deal from ${stages[1].name} to ${stages[2].name}`)
  await see(page, 'moved by Ana Kowalska')
  await inEveryLook(page, '5-deal')
}

async function today(ed) {
  await visit(ed, 'today')
  await see(ed.page, 'Send the offer')
  await see(ed.page, 'overdue by 3 days')
  await inEveryLook(ed.page, '5-today')
}

async function palette({ page }) {
  await page.keyboard.press('Control+k')
  await page.getByPlaceholder('Search, or type a command').fill('fleet')
  await page.getByRole('button', { name: new RegExp(dealName) }).or(page.getByRole('option', { name: new RegExp(dealName) })).first().waitFor()
  await look(page, '5-palette')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/deals\/0/)
}

async function reports(ana) {
  await visit(ana, 'reports')
  await see(ana.page, '€35,260') // 26,500 + 7,800 + 960
  await ana.page.getByRole('row').filter({ hasText: 'Ed Turner' }).first().waitFor()
  await inEveryLook(ana.page, '5-reports')
}
