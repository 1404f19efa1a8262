// Ana gives the company fields of its own: a choice, a formula and a roll-up. They are on records and in lists at once, are sorted
// and filtered by; one is taken out of use with what is in it, and brought back.
import { eventually, inEveryLook } from '../common.mjs'
import { call, look, must, see, toast, tokenOf, visit } from './world.mjs'

export async function addFields(world, { ana }) {
  const token = await tokenOf(world, ana.email, ana.password)
  const firm = await call(world, 'POST', '/companies', { token, body: { name: 'Field & Sons' }, expect: 201 })
  await choice(ana)
  await formula(ana)
  await rollUp(ana)
  const kind = (await call(world, 'GET', '/fields/deal', { token })).items.find((f) => f.label === 'Kind of roof')
  const deal = (name, amount, to) => call(world, 'POST', '/deals', { token, body: { name, value: { amount, currency: 'EUR' }, companyId: firm.id, custom: { [kind.id]: to } }, expect: 201 })
  const flat = await deal('Flat roof', 400_000, 'Flat')
  const steep = await deal('Steep roof', 900_000, 'Steep')
  await onRecords(ana, flat, firm)
  await inTheList(ana)
  await outOfUse(ana)
  for (const d of [flat, steep]) await call(world, 'DELETE', `/deals/${d.id}`, { token, expect: 204 })
}

export async function open(ana, records, name, type) {
  const { page } = ana
  await visit(ana, 'settings/fields')
  await page.getByRole('button', { name: records, exact: true }).click()
  await page.getByRole('button', { name: 'New field' }).click()
  const form = page.getByRole('dialog', { name: `New field: ${records}` })
  await form.getByLabel('Name').fill(name)
  await form.getByLabel('Type').selectOption(type)
  return form
}

export const add = async (form, page, name) => { await form.getByRole('button', { name: 'Add the field' }).click(); await toast(page, `${name} was added.`) }

async function choice(ana) {
  const form = await open(ana, 'Deals', 'Kind of roof', 'choice')
  await form.getByLabel('Choice 1', { exact: true }).fill('Flat')
  await form.getByLabel('Choice 2', { exact: true }).fill('Steep')
  await add(form, ana.page, 'Kind of roof')
}

async function formula(ana) {
  const { page } = ana
  const form = await open(ana, 'Deals', 'Margin', 'formula')
  await form.getByLabel('Insert a field…').selectOption('Value')
  await form.getByRole('textbox', { name: 'Formula' }).press('End')
  await form.getByRole('textbox', { name: 'Formula' }).pressSequentially(' *')
  await form.getByText('Something is missing at the end.').waitFor()
  await look(page, '6-formula-wrong')
  await form.getByRole('textbox', { name: 'Formula' }).pressSequentially(' 0.25')
  await form.getByText('It works. What comes out: Money.').waitFor()
  await inEveryLook(page, '6-formula')
  await add(form, page, 'Margin')
}

async function rollUp(ana) {
  const { page } = ana
  const form = await open(ana, 'Companies', 'Open margin', 'rollup')
  await form.getByLabel('How').selectOption('sum')
  await form.getByLabel('Of what').selectOption({ label: 'Margin' })
  await form.getByLabel('Only').selectOption('open')
  await look(page, '6-roll-up')
  await add(form, page, 'Open margin')
  await inEveryLook(page, '6-fields')
}

async function onRecords(ana, deal, firm) {
  const { page } = ana
  await visit(ana, `deals/${deal.id}`)
  await see(page, '€1,000')
  await inEveryLook(page, '6-deal-with-fields')
  await visit(ana, `companies/${firm.id}`)
  await see(page, '€3,250')
  await look(page, '6-company-with-roll-up')
}

/** The formula is a column like others: chosen, sorted by, filtered by. */
async function inTheList(ana) {
  const { page } = ana
  await visit(ana, 'deals?view=list')
  await page.getByPlaceholder('Search deals').fill('roof')
  await page.getByRole('button', { name: 'Columns' }).click()
  for (const name of ['Margin', 'Kind of roof']) {
    // By key: a column that was chosen moves up among the others, away from under a pointer.
    await page.getByRole('checkbox', { name }).press('Space')
    await page.getByRole('checkbox', { name, checked: true }).waitFor()
  }
  await page.keyboard.press('Escape')
  await see(page, '€2,250')
  await page.getByRole('columnheader', { name: /^Margin/ }).getByRole('button').first().click()
  await page.waitForURL(/sort=/)
  const order = async () => (await page.getByRole('row').allTextContents()).filter((r) => /(Flat|Steep) roof/.test(r)).map((r) => (r.includes('Flat roof') ? 'flat' : 'steep')).join()
  await eventually(async () => must(await order() === 'flat,steep', `sorted by the formula the deals are ${await order()}`))
  await inEveryLook(page, '6-list-with-fields')
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByLabel('Field', { exact: true }).selectOption({ label: 'Kind of roof' })
  await page.getByLabel('Value', { exact: true }).selectOption({ label: 'Steep' })
  await page.getByRole('button', { name: 'Apply' }).click()
  await eventually(async () => must(await order() === 'steep', `filtered by a choice the deals are ${await order()}`))
}

async function outOfUse(ana) {
  const { page } = ana
  await visit(ana, 'settings/diet')
  const kind = page.getByRole('listitem', { name: 'Kind of roof' })
  await kind.waitFor()
  for (const [step, title] of [['Hide', 'Hide “Kind of roof”?'], ['Archive', 'Archive “Kind of roof”?'], ['Remove', 'Remove “Kind of roof”?']]) {
    await kind.getByRole('button', { name: new RegExp(`^${step} ?: Kind of roof`) }).click()
    const dialog = page.getByRole('dialog', { name: title })
    if (step === 'Remove') await look(page, '6-remove-a-field')
    await dialog.getByRole('button', { name: step, exact: true }).click()
    await dialog.waitFor({ state: 'hidden' })
  }
  await kind.getByText(/will be destroyed on/).waitFor()
  await inEveryLook(page, '6-ladder')
  await kind.getByRole('button', { name: /^Bring back ?: Kind of roof/ }).click()
  await kind.getByRole('button', { name: /^Read only ?: Kind of roof/ }).waitFor()
}
