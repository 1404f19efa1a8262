// Ana gives Kith the shape of her company: a layout for one role, looked at with its eyes, and machines as records of their own.
import { inEveryLook } from '../common.mjs'
import { look, must, see, visit } from './world.mjs'

export async function giveShape(world, { ana }) {
  await layOut(ana)
  await makeMachines(ana)
  await keepOne(ana)
}

/** A layout of companies for employees: the address under a heading of its own, at once seen as they see it. */
async function layOut(ana) {
  const { page } = ana
  await visit(ana, 'settings/layouts?object=company')
  await page.getByRole('combobox', { name: 'For the role' }).selectOption({ label: 'Employee' })
  await page.getByRole('button', { name: 'Make a layout' }).click()
  await see(page, 'Who sees it: the role Employee.')
  await page.getByRole('button', { name: 'Add a section' }).click()
  await page.getByRole('textbox', { name: 'Title of the section' }).last().fill('Where they are')
  for (const field of ['City', 'Street']) {
    await page.getByRole('button', { name: `More: ${field}`, exact: true }).click()
    await page.getByRole('menuitem', { name: 'To: Where they are' }).click()
  }
  const eyes = page.getByRole('region', { name: 'As Employee sees it.' })
  await eyes.getByRole('heading', { name: 'Where they are' }).waitFor()
  must(await eyes.getByRole('button', { name: /^City:/ }).count() === 0, 'what is looked at with other eyes can be changed')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await see(page, 'Layout saved')
  await inEveryLook(page, 'shape-layout')
  await visit(ana, 'settings/roles')
  await page.getByRole('region', { name: 'With the eyes of a role' }).getByRole('region', { name: 'As Employee sees it.' }).waitFor()
}

/** Machines, with a serial number and a power. */
async function makeMachines(ana) {
  const { page } = ana
  await visit(ana, 'settings/objects')
  await page.getByRole('button', { name: 'New kind of records' }).click()
  await page.getByRole('textbox', { name: /^What one is called/ }).fill('Machine')
  await page.getByRole('textbox', { name: /^What several are called/ }).fill('Machines')
  await page.getByRole('button', { name: 'Machine', exact: true }).click()
  await page.getByRole('button', { name: 'Make it' }).click()
  await page.getByRole('link', { name: /^Fields ?: Machines/ }).click()
  for (const [label, type] of [['Serial number', 'text'], ['Power', 'number']]) {
    await page.getByRole('button', { name: 'New field' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Name' }).fill(label)
    await dialog.getByRole('combobox', { name: 'Type' }).selectOption(type)
    await dialog.getByRole('button', { name: 'Add the field' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByRole('listitem').filter({ hasText: label }).waitFor()
  }
}

/** One of them, added on a company's page, found in the list and in the search. */
async function keepOne(ana) {
  const { page } = ana
  await visit(ana, 'companies')
  await page.getByRole('grid').getByRole('link').first().click()
  await page.getByRole('button', { name: 'New: Machine' }).click()
  const drawer = page.getByRole('dialog', { name: 'New: Machine' })
  await drawer.getByRole('textbox', { name: 'Name' }).fill('Press 4')
  await drawer.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('list', { name: 'Machines' }).getByRole('link', { name: 'Press 4' }).waitFor()
  await look(page, 'shape-company')
  await page.getByRole('list', { name: 'Machines' }).getByRole('link', { name: 'Press 4' }).click()
  await page.getByRole('button', { name: /^Serial number ?:/ }).click()
  await page.getByRole('textbox', { name: 'Serial number' }).fill('K-7')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: /^Serial number ?: ?K-7/ }).waitFor()
  await see(page, 'added the record')
  await inEveryLook(page, 'shape-record')
  await page.getByRole('link', { name: 'Machines' }).first().click()
  await page.getByRole('grid', { name: 'Machines' }).getByRole('link', { name: 'Press 4' }).waitFor()
  await inEveryLook(page, 'shape-list')
}
