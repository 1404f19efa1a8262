// Ana changes many contacts at once: she sees what would change, does it, a colleague changes one of them meanwhile, and taking it
// back leaves that and says so.
import { eventually, inEveryLook } from '../common.mjs'
import { call, look, must, see, tokenOf, visit } from './world.mjs'

const names = ['Bulk Adams', 'Bulk Baker', 'Bulk Clark', 'Bulk Davis']

export async function changeMany(world, { ana, mira }) {
  const token = await tokenOf(world, ana.email, ana.password)
  const theirs = await tokenOf(world, mira.email, mira.password)
  for (const name of names) await call(world, 'POST', '/contacts', { token, body: { firstName: name.split(' ')[0], lastName: name.split(' ')[1], source: 'Fair' }, expect: 201 })
  await choose(ana)
  await edit(ana, mira)
  const one = (await call(world, 'GET', '/contacts?q=bulk+clark', { token: theirs })).items[0]
  await call(world, 'PATCH', `/contacts/${one.id}`, { token: theirs, body: { version: one.version, source: 'Trade show' } })
  await takeBack(ana)
  await listed(world, token, ana)
}

async function choose(ana) {
  const { page } = ana
  await visit(ana, 'contacts?q=bulk')
  await page.getByRole('checkbox', { name: 'Select Bulk Adams' }).click()
  await page.keyboard.down('Shift')
  await page.getByRole('checkbox', { name: 'Select Bulk Davis' }).click()
  await page.keyboard.up('Shift')
  await page.getByRole('toolbar', { name: 'Actions on what is selected' }).getByText('4 selected').waitFor()
  await inEveryLook(page, '6-chosen')
}

async function edit(ana, mira) {
  const { page } = ana
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Edit what is selected' })
  await dialog.getByRole('textbox', { name: 'Add tags' }).fill('spring')
  await dialog.getByRole('combobox', { name: 'Owner' }).fill(mira.name.split(' ')[0])
  await page.getByRole('option', { name: mira.name }).click()
  await dialog.getByRole('textbox', { name: 'Source' }).fill('Newsletter')
  await look(page, '6-bulk-form')
  await dialog.getByRole('button', { name: 'Preview' }).click()
  await dialog.getByRole('region', { name: 'What would change' }).getByText('Fair → Newsletter').first().waitFor()
  await look(page, '6-bulk-preview')
  await dialog.getByRole('button', { name: 'Change 4 records' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await see(page, '4 records changed')
  await eventually(async () => must(await page.getByRole('toolbar', { name: 'Actions on what is selected' }).count() === 0, 'the rows are still chosen'))
}

async function takeBack(ana) {
  const { page } = ana
  await visit(ana, 'changes')
  await inEveryLook(page, '6-changes')
  await page.getByRole('button', { name: /^Undo ?: 4 contacts changed/ }).first().click()
  await see(page, 'Undone, except for what others changed')
  await page.getByRole('link', { name: '4 contacts changed' }).first().click()
  const kept = page.getByRole('region', { name: 'What stays as others made it' })
  await kept.getByText('Newsletter → Trade show').waitFor()
  must(await kept.getByRole('listitem').count() === 1, 'more than what the colleague changed was left')
  await inEveryLook(page, '6-change')
}

/** All are as they were, but for what the colleague did. */
async function listed(world, token, ana) {
  const { items } = await call(world, 'GET', '/contacts?q=bulk&sort=name', { token })
  for (const c of items) {
    must(c.tags.length === 0, `${c.name} still has the tag`)
    must(c.source === (c.name === 'Bulk Clark' ? 'Trade show' : 'Fair'), `${c.name} has the source ${c.source}`)
    must(c.ownerName === ana.name, `${c.name} is ${c.ownerName}’s`)
  }
}
