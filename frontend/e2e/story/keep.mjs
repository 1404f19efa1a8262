// Chapter of keeping: Ana stars a person and finds them at hand, looks at everyone's tasks as a table and keeps that as a view, and
// empties a field of a contact, which is undone.
import { eventually, inEveryLook } from '../common.mjs'
import { call, look, must, see, tokenOf, visit } from './world.mjs'

export async function keepAtHand(world, { ana }) {
  const token = await tokenOf(world, ana.email, ana.password)
  await call(world, 'POST', '/contacts', { token, body: { firstName: 'Ulla', lastName: 'Empty', jobTitle: 'Dentist' }, expect: 201 })
  await call(world, 'POST', '/tasks', { token, body: { title: 'Water the plants' }, expect: 201 })
  const name = await star(ana)
  await atHand(ana, name)
  await tasksAsATable(ana)
  await emptied(ana)
}

async function star(ana) {
  const { page } = ana
  await visit(ana, 'contacts')
  const first = page.getByRole('row').nth(1).getByRole('link').first()
  const name = (await first.locator('.k-clip').textContent()) ?? ''
  await first.click()
  await page.getByRole('button', { name: 'Favourite', pressed: false }).click()
  await page.getByRole('button', { name: 'Favourite', pressed: true }).waitFor()
  await inEveryLook(page, '12-star')
  return name
}

async function atHand(ana, name) {
  const { page } = ana
  await visit(ana, 'today')
  await page.getByRole('region', { name: 'Favourites' }).getByRole('link', { name }).waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').getByText(name).first().waitFor()
  await look(page, '12-palette-favourites')
  await page.getByRole('dialog').getByText(name).first().click()
  await page.waitForURL(/\/contacts\/0/)
}

async function tasksAsATable(ana) {
  const { page } = ana
  await visit(ana, 'tasks')
  await page.getByRole('button', { name: 'All', exact: true }).click()
  await page.getByText('Table', { exact: true }).click()
  await page.getByRole('grid', { name: 'Tasks' }).waitFor()
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.getByLabel('Field', { exact: true }).selectOption({ label: 'Kind' })
  await page.getByLabel('Value', { exact: true }).selectOption({ label: 'To-do' })
  await page.getByRole('button', { name: 'Apply' }).click()
  await page.getByRole('button', { name: 'Save as new view' }).click()
  await page.getByRole('textbox', { name: /Name/ }).fill('All to-dos')
  await page.keyboard.press('Enter')
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'All to-dos', exact: true }).waitFor()
  await inEveryLook(page, '12-tasks-table')
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Mine', exact: true }).click()
  await eventually(async () => must(!page.url().includes('kind'), 'the first view still has the filter of the other'))
}

async function emptied(ana) {
  const { page } = ana
  await visit(ana, 'contacts')
  await page.getByPlaceholder('Search contacts').fill('Ulla')
  await page.waitForURL(/q=Ulla/)
  await page.getByRole('checkbox', { name: 'Select Ulla Empty' }).click()
  await page.getByRole('toolbar', { name: 'Actions on what is selected' }).getByRole('button', { name: 'Edit' }).click()
  await page.getByRole('button', { name: 'Empty fields…' }).click()
  await page.getByRole('checkbox', { name: 'Job title' }).click()
  await inEveryLook(page, '12-empty-fields')
  await page.getByRole('button', { name: 'Preview' }).click()
  await see(page, 'Nothing has been changed yet.')
  await page.getByRole('button', { name: 'Change 1 record' }).click()
  await see(page, '1 record changed')
  await page.getByRole('button', { name: 'Undo' }).click()
}
