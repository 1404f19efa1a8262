// Chapter 5, first half: Ana makes a team; Ed adds a company and contacts, edits in place, deletes and takes it back.
import { eventually, inEveryLook, settled } from '../common.mjs'
import { look, must, see, toast, visit } from './world.mjs'

export async function keepRecords(_world, { ana, mira, ed }) {
  await makeTeam(ana, mira, ed)
  await addCompany(ed)
  await addContact(ed, { 'First name': 'Nora', 'Last name': 'Lind', 'E-mail': 'nora.lind@velo-nord.example', company: 'Velo Nord' })
  await inEveryLook(ed.page, '5-contact')
  await addContact(ed, { Phone: '+48 600 700 800' })
  await editInPlace(ed)
  await deleteAndUndo(ed)
}

/** Mira leads a team with Ed in it, so that she sees his work. */
async function makeTeam(ana, mira, ed) {
  const { page } = ana
  await visit(ana, 'settings/teams')
  await page.getByRole('button', { name: 'New team' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name of the team').fill('Sales')
  for (const who of [mira, ed]) {
    await dialog.getByPlaceholder('Add somebody by name').fill(who.name)
    await page.getByRole('option', { name: who.name }).click()
  }
  await dialog.getByLabel(`leads: ${mira.name}`).check()
  await dialog.getByRole('button', { name: 'Create the team' }).click()
  await dialog.waitFor({ state: 'detached' })
  await see(page, 'Sales')
  await inEveryLook(page, '5-teams')
}

async function addCompany({ page, slug }) {
  await visit({ page, slug }, 'companies')
  await page.getByRole('button', { name: 'New company' }).first().click()
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name', exact: true }).fill('Velo Nord')
  await look(page, '5-new-company')
  await page.getByRole('button', { name: 'Add company' }).click()
  await page.waitForURL(/\/companies\/0/)
  await page.getByRole('heading', { name: /Velo Nord/ }).waitFor()
}

/** One field is enough. */
async function addContact({ page, slug }, { company, ...fields }) {
  await visit({ page, slug }, 'contacts')
  await page.getByRole('button', { name: 'New contact' }).first().click()
  const dialog = page.getByRole('dialog')
  for (const [label, value] of Object.entries(fields)) await dialog.getByRole('textbox', { name: label, exact: true }).fill(value)
  if (company) {
    await dialog.getByRole('combobox', { name: 'Company' }).fill(company)
    await page.getByRole('option', { name: company, exact: true }).click()
  }
  await dialog.getByRole('button', { name: 'Add contact' }).click()
  await page.waitForURL(/\/contacts\/0/)
  await settled(page)
}

/** In the list by double click, on the record's page by a click; both are there after a reload. */
async function editInPlace(ed) {
  const { page } = ed
  await visit(ed, 'contacts')
  const cell = page.getByRole('row').filter({ hasText: 'Nora Lind' }).getByRole('gridcell').nth(4)
  await cell.dblclick()
  await cell.getByRole('textbox').fill('Head of Fleet')
  await page.keyboard.press('Enter')
  await see(page, 'Head of Fleet')
  await inEveryLook(page, '5-contacts')
  await page.getByRole('link', { name: 'Nora Lind' }).click()
  await page.getByRole('button', { name: /^Phone:/ }).click()
  await page.getByRole('textbox', { name: 'Phone' }).fill('+46 8 123 45')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: /^Phone: \+46 8 123 45/ }).waitFor()
  await settled(page)
  await page.reload()
  await page.getByRole('button', { name: /^Phone: \+46 8 123 45/ }).waitFor()
  await page.getByRole('button', { name: 'Job title: Head of Fleet' }).waitFor()
}

async function deleteAndUndo(ed) {
  const { page } = ed
  await visit(ed, 'contacts')
  const rows = page.getByRole('row').filter({ hasText: '+48600700800' })
  await rows.getByRole('button', { name: /^More actions/ }).click()
  await page.getByRole('menuitem', { name: 'Delete contact' }).click()
  const said = await toast(page, 'deleted')
  await eventually(async () => must(await rows.count() === 0, 'the deleted contact is still listed'))
  await said.getByRole('button', { name: 'Undo' }).click()
  await rows.waitFor()
}
