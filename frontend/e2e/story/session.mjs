// Chapter 4: logging in and out, ending a session elsewhere, a forgotten password, one identity in two companies.
import { inEveryLook, logIn, looks, person, picture, settled } from '../common.mjs'
import { call, link, look, must, password, see, tokenOf, visit } from './world.mjs'

export async function comeAndGo(world, { ana, ed, fred }) {
  await logOut(ed)
  await logIn(ed, ed.email, password)
  await endOther(world, ed)
  await resetPassword(world, ed)
  await secondCompany(world, ana, fred)
}

async function logOut({ page, name }) {
  await page.getByRole('button', { name: new RegExp(name) }).first().click()
  await page.getByRole('menuitem', { name: 'Log out' }).waitFor()
  await look(page, '4-account-menu')
  await page.getByRole('menuitem', { name: 'Log out' }).click()
  await page.waitForURL('**/login')
  await page.goBack()
  await page.waitForURL(/\/login/)
}

/** Ed is logged in on a phone too, sees that at his desk, and ends it there. */
async function endOther(world, ed) {
  const phone = await person(world.browser, world.page, 'Ed on the phone', looks.phone)
  await logIn(phone, ed.email, password)
  await visit(ed, 'settings/security')
  await see(ed.page, 'This device')
  await inEveryLook(ed.page, '4-account')
  await ed.page.getByRole('button', { name: /^End\s?:/ }).click()
  await ed.page.getByRole('button', { name: /^End\s?:/ }).waitFor({ state: 'detached' })
  await phone.page.reload()
  await phone.page.waitForURL(/\/login/)
  await phone.context.close()
}

async function resetPassword(world, ed) {
  ed.password = 'Copper-Meadow-73-Lamp'
  const away = await person(world.browser, world.page, 'Ed without his password')
  await away.page.goto('/forgot')
  await away.page.getByLabel('E-mail').fill(ed.email)
  await away.page.getByRole('button', { name: 'Send the link' }).click()
  await see(away.page, 'Check your mail')
  const address = await link(world, ed.email, 'reset')
  await away.page.goto(address)
  await away.page.getByLabel('New password').fill(ed.password)
  await settled(away.page)
  await picture(away.page, '4-reset')
  await away.page.getByRole('button', { name: 'Save the password' }).click()
  await see(away.page, 'Every device was logged out.')
  await call(world, 'POST', '/auth/login', { body: { email: ed.email, password }, expect: 401 })
  await away.context.close()
  await ed.page.reload()
  await ed.page.waitForURL(/\/login/)
  await logIn(ed, ed.email, ed.password)
}

/** Fred joins a second company with the log-in he has, and goes to and fro. */
async function secondCompany(world, ana, fred) {
  const other = await foundCompany(world, `gina.${ana.email}`)
  await call(world, 'POST', '/invitations', { token: other.token, body: { email: fred.email, name: fred.name, role: 'freelancer' }, expect: 201 })
  const { page } = fred
  await page.goto(await link(world, fred.email, 'invitation', 2))
  await see(page, 'Join Corner Garage')
  must(await page.getByLabel('Password', { exact: true }).count() === 0, 'who is logged in is asked for a password')
  await page.getByRole('button', { name: 'Join' }).click()
  await page.waitForURL(`**/${other.slug}/today`)
  await settled(page)
  await page.getByRole('button', { name: /Corner Garage/ }).click()
  await page.getByRole('menuitem', { name: new RegExp(ana.company) }).waitFor()
  await look(page, '4-two-companies')
  await page.getByRole('menuitem', { name: new RegExp(ana.company) }).click()
  await page.waitForURL(`**/${fred.slug}/today`)
  await settled(page)
}

/** A company made without a browser. */
async function foundCompany(world, email) {
  const body = { company: 'Corner Garage', name: 'Gina Rossi', email, password, language: 'en', currency: 'EUR', timezone: 'Europe/Rome' }
  await call(world, 'POST', '/signups', { body, expect: 202 })
  const token = new URL(await link(world, email, 'confirm')).hash.slice(1)
  const session = await call(world, 'POST', '/signups/confirm', { body: { token } })
  return { slug: session.tenant.slug, token: await tokenOf(world, email) }
}
