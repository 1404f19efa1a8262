// What the company has is its own: Ana takes a list with her as a workbook, gives a person all that is known of them, and forgets
// that person for good.
import { readFileSync } from 'node:fs'
import { eventually, inEveryLook } from '../common.mjs'
import { call, look, must, see, tokenOf, visit } from './world.mjs'

const name = 'Olga Forgetmann'

export async function takeAndForget(world, { ana }) {
  const token = await tokenOf(world, ana.email, ana.password)
  const olga = await call(world, 'POST', '/contacts', { token, body: { firstName: 'Olga', lastName: 'Forgetmann', email: 'olga@forget.example' }, expect: 201 })
  await call(world, 'POST', '/activities', { token, body: { type: 'note', about: { kind: 'contact', id: olga.id }, text: 'Wants a red bike' }, expect: 201 })
  await takeList(ana)
  await giveOut(ana, olga)
  await forget(ana, olga)
  await call(world, 'GET', `/contacts/${olga.id}`, { token, expect: 404 })
}

async function takeList(ana) {
  const { page } = ana
  await visit(ana, 'contacts')
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Export this list' })
  await dialog.getByRole('radio', { name: /^Excel workbook/ }).waitFor()
  await look(page, '8-export')
  const file = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Export' }).click()
  const bytes = readFileSync(await (await file).path())
  must(bytes.subarray(0, 2).toString() === 'PK', 'the workbook is none')
  await dialog.getByText(/is ready: [\d,]+ rows?/).waitFor()
  await look(page, '8-export-ready')
  await dialog.getByRole('link', { name: 'Your exports' }).click()
  await page.getByRole('heading', { name: 'Your exports' }).waitFor()
  await page.getByRole('button', { name: /^Download/ }).first().waitFor()
  await inEveryLook(page, '8-exports')
}

async function fromMenu({ page }, olga, item) {
  await page.getByRole('button', { name: /^More|^Actions/ }).first().click()
  await page.getByRole('menuitem', { name: item }).click()
  return page.getByRole('dialog', { name: new RegExp(`^${item}`) })
}

async function giveOut(ana, olga) {
  const { page } = ana
  await visit(ana, `contacts/${olga.id}`)
  const dialog = await fromMenu(ana, olga, 'Give out all data')
  await look(page, '8-give-out')
  await dialog.getByRole('button', { name: 'Make the file' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await visit(ana, 'settings/privacy')
  await see(page, `All data about ${name}`)
  await eventually(async () => {
    if (await page.getByRole('button', { name: /^Download/ }).count() === 0) await page.reload()
    await page.getByRole('button', { name: /^Download/ }).first().waitFor({ timeout: 2000 })
  }, 20_000)
  const file = page.waitForEvent('download')
  await page.getByRole('button', { name: /^Download/ }).first().click()
  must(readFileSync(await (await file).path()).includes('data.json'), 'the file does not have the data')
}

async function forget(ana, olga) {
  const { page } = ana
  await visit(ana, `contacts/${olga.id}`)
  const dialog = await fromMenu(ana, olga, 'Erase for good')
  await dialog.getByText(/^1 contact/).waitFor()
  await look(page, '8-erase')
  await dialog.getByRole('textbox').fill(name)
  await dialog.getByRole('button', { name: 'Erase for good' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await visit(ana, 'settings/privacy')
  await eventually(async () => {
    if (await page.getByText(/^Erased: \d/).count() === 0) await page.reload()
    await page.getByText(/^Erased: \d/).first().waitFor({ timeout: 2000 })
  }, 20_000)
  must(await page.getByText(name).count() === 0, 'the page still names who was erased')
  await inEveryLook(page, '8-privacy')
}
