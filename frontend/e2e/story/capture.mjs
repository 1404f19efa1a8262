// After chapter 5: one line becomes a call, a task and an amount; and is taken back.
import { inEveryLook, settled } from '../common.mjs'
import { look, must, see, toast, visit } from './world.mjs'
import { dealName } from './deals.mjs'

const line = 'called Nora 15m wants 30 bikes 36k tomorrow'
const field = (place) => place.getByRole('textbox', { name: 'What happened, or what is to be done?' })

export async function writeOneLine(_world, { ed }) {
  const { page } = ed
  await visit(ed, 'today')
  await field(page).fill(line)
  await see(page, 'Call with Nora Lind, 15 min')
  await see(page, new RegExp(`“${dealName}” is worth €36,000.00 instead of €`))
  await inEveryLook(page, '5-one-line')
  await field(page).press('Enter')
  await toast(page, 'Written down')
  await see(page, 'Wants 30 bikes 36k')
  await takeBack(ed)
  await fromThePalette(ed)
}

async function takeBack({ page }) {
  await page.getByRole('alert').filter({ hasText: 'Written down' }).getByRole('button', { name: 'Undo' }).click()
  await page.getByText('Wants 30 bikes 36k').waitFor({ state: 'detached' })
  await settled(page)
}

/** The palette takes a line from any page. */
async function fromThePalette(ed) {
  const { page } = ed
  await visit(ed, 'contacts')
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').getByRole('textbox').fill('met Nora 1h likes the frame')
  await page.getByRole('option', { name: /Write down/ }).or(page.getByRole('button', { name: /Write down/ })).first().click()
  const dialog = page.getByRole('dialog', { name: 'Write it down' })
  await see(dialog, 'Meeting with Nora Lind, 60 min')
  await look(page, '5-one-line-palette')
  await dialog.getByRole('button', { name: 'Write it down' }).click()
  await toast(page, 'Written down')
  must(await page.getByRole('dialog', { name: 'Write it down' }).count() === 0, 'the window stays open')
}
