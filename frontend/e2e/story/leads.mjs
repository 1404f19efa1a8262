// Chapter 6, second half: a visitor of the company's web page fills in its form, and is in Ed's list at once.
import { person } from '../common.mjs'
import { look, must, see, visit } from './world.mjs'

export async function takeLeads(world, { ana, ed }) {
  const form = await makeAddress(ana, ed)
  await fillIn(world, form)
  await visit(ed, 'contacts')
  const row = ed.page.getByRole('row').filter({ hasText: 'Lena Sommer' })
  await row.getByText('lena.sommer@visitors.example').waitFor()
  await row.getByRole('link', { name: 'Lena Sommer' }).click()
  await see(ed.page, 'Do you repair cargo bikes?')
  await see(ed.page, 'Web page')
}

/** Ana makes an address whose leads Ed gets; answers the form that is ready for the company's web page. */
async function makeAddress(ana, ed) {
  const { page } = ana
  await visit(ana, 'settings/intake')
  await page.getByRole('button', { name: 'New address' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('What it is for').fill('Web page')
  await dialog.getByRole('combobox', { name: 'Who gets the leads' }).fill(ed.name)
  await page.getByRole('option', { name: ed.name }).click()
  await dialog.getByRole('button', { name: 'Make the address' }).click()
  const ready = page.getByRole('dialog', { name: 'Use it: Web page' })
  const form = await ready.getByText('<form').innerText()
  must(form.includes('/api/v1/intake/'), `the form leads nowhere:\n${form}`)
  await look(page, '6-intake')
  await ready.getByRole('button', { name: 'Close' }).click()
  await see(page, `Leads go to ${ed.name}`)
  return form
}

/** A page of somebody else's with the form in it, in a browser that knows nothing of the company. */
async function fillIn(world, form) {
  const { page, context } = await person(world.browser, world.page, 'Lena')
  await page.setContent(`<!doctype html><html lang="en"><head><title>Bright Bikes</title></head><body>${form}</body></html>`)
  for (const [label, value] of Object.entries({ Name: 'Lena Sommer', 'E-mail': 'lena.sommer@visitors.example', Message: 'Do you repair cargo bikes?' })) {
    await page.getByLabel(label, { exact: true }).fill(value)
  }
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByRole('heading', { name: 'Thank you' }).waitFor()
  await context.close()
}
