// After chapter 5: Ed plans his work. A task that comes again, put off and back, in the calendar; the bell; the next step of a deal.
import { inEveryLook, settled } from '../common.mjs'
import { dealName } from './deals.mjs'
import { day, look, see, toast, visit } from './world.mjs'

const title = 'Ring the workshop'

export async function planWork(_world, { ed }) {
  await comesAgain(ed)
  await putOff(ed)
  await inTheCalendar(ed)
  await told(ed)
  await nextStep(ed)
}

async function comesAgain(ed) {
  const { page } = ed
  await visit(ed, 'tasks')
  await page.getByRole('textbox', { name: 'New task' }).fill(title)
  await page.getByRole('button', { name: 'Tomorrow' }).click()
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('button', { name: title, exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Task' })
  await dialog.getByLabel('Time', { exact: true }).fill('10:00')
  await dialog.getByLabel('Kind').selectOption('Call')
  await dialog.getByLabel('Remind').selectOption('Another time')
  await dialog.getByLabel('How long before').fill('20')
  await dialog.getByLabel('Repeats').selectOption('Monday to Friday')
  await look(page, '5-task')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('img', { name: 'repeats' }).waitFor()
}

async function putOff({ page }) {
  await page.getByRole('button', { name: `Actions for “${title}”` }).click()
  await page.getByRole('menuitem', { name: 'Snooze' }).click()
  await see(page.getByRole('dialog', { name: 'Snooze' }), 'Until tomorrow')
  await look(page, '5-snooze')
  await page.keyboard.press('1')
  const told = await toast(page, `Snoozed: ${title}`)
  await see(page, /snoozed until/)
  await told.getByRole('button', { name: 'Undo' }).click()
  await page.getByText(/snoozed until/).waitFor({ state: 'detached' })
}

async function inTheCalendar(ed) {
  const { page } = ed
  await visit(ed, `tasks/calendar?view=month&day=${day(1)}`)
  const entry = page.getByRole('button', { name: new RegExp(`10:00.*${title}`) })
  await entry.waitFor()
  await inEveryLook(page, '5-calendar')
  await entry.focus()
  await page.keyboard.press('Alt+ArrowRight')
  await page.getByText(new RegExp(`“${title}” is on`)).waitFor({ state: 'attached' })
}

/** The bell says what is late; looking is having seen it. */
async function told(ed) {
  const { page } = ed
  await visit(ed, 'today')
  await page.getByRole('button', { name: /new notice/ }).filter({ visible: true }).click()
  await see(page.getByRole('dialog', { name: 'Notices' }).getByRole('region', { name: 'Overdue' }), 'Send the offer')
  await look(page, '5-notices')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Notices', exact: true }).filter({ visible: true }).waitFor()
}

/** The last task of an open deal is done: what comes next is asked for. */
async function nextStep({ page }) {
  await settled(page)
  await page.getByRole('checkbox', { name: 'Mark “Send the offer” as done' }).check()
  const asked = page.getByRole('dialog', { name: 'What is the next step?' })
  await see(asked, `Nothing more is planned for ${dealName}.`)
  await look(page, '5-next-step')
  await asked.getByRole('textbox', { name: 'Next step' }).fill('Ask for the signature')
  await page.keyboard.press('Enter')
  await asked.waitFor({ state: 'hidden' })
  await see(page, 'Ask for the signature')
}
