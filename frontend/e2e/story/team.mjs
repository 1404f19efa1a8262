// Chapter 3: Ana invites her people; each joins in a browser of their own.
import { inEveryLook, person, picture, settled } from '../common.mjs'
import { call, day, link, look, must, password, see, toast, tokenOf, visit } from './world.mjs'

export async function invitePeople(world, people) {
  const { ana, mira, ed, fred, tess } = people
  await visit(ana, 'settings/members')
  await invite(ana, mira, 'Employee', { taken: '1 of 10 taken' })
  await invite(ana, ed, 'Employee', { taken: '2 of 10 taken' })
  await invite(ana, fred, 'Freelancer', { taken: '0 of 7 taken', endsOn: day(30) })
  await invite(ana, tess, 'Technician', { taken: '1 of 7 taken' })
  await inEveryLook(ana.page, '3-members')
  await Promise.all([[mira, 'Add a contact'], [ed, 'Add a contact'], [fred, 'Look at what is assigned to you'], [tess, 'Check the health page']]
    .map(([who, step]) => join(world, who, step)))
  await inEveryLook(fred.page, '3-today-freelancer')
  await changeRole(ana, mira)
  await resendAndWithdraw(world, ana)
  await eleventh(world, ana)
  await lastOwner(ana)
}

/** Fills in the dialog. What seats are taken stands there before the invitation is sent. */
async function invite({ page }, who, role, { taken, endsOn }) {
  await page.getByRole('button', { name: 'Invite somebody' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('E-mail').fill(who.email)
  await dialog.getByLabel('Name', { exact: true }).fill(who.name)
  await dialog.getByRole('radio', { name: new RegExp(`^${role}`) }).check()
  if (taken) await see(dialog, taken)
  if (endsOn) {
    await dialog.getByLabel('Last day').fill(endsOn)
    await look(page, '3-invite')
  }
  await dialog.getByRole('button', { name: 'Send the invitation' }).click()
  if (taken) await see(page, `Invitation sent to ${who.email}.`)
}

/** Opens the mailed link, says name and password, and is in, with first steps that fit the role. */
export async function join(world, who, step) {
  const { page } = who
  await page.goto(await link(world, who.email, 'invitation'))
  await see(page, 'Ana Kowalska has invited')
  await page.getByLabel('Your name').fill(who.name)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Join' }).click()
  await page.waitForURL('**/today')
  who.slug = new URL(page.url()).pathname.split('/')[1]
  await see(page, step)
  await settled(page)
}

export async function rowMenu(page, name, item) {
  await page.getByRole('button', { name: `Actions for ${name}` }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

async function changeRole(ana, mira) {
  const { page } = ana
  await visit(ana, 'settings/members')
  await rowMenu(page, mira.name, 'Change the role…')
  await page.getByRole('dialog').getByRole('radio', { name: /^Manager/ }).check()
  await look(page, '3-change-role')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByRole('row').filter({ hasText: mira.name }).getByText('Manager').waitFor()
}

async function resendAndWithdraw(world, ana) {
  const wanda = { name: 'Wanda', email: `wanda.${ana.email}` }
  await invite(ana, wanda, 'Viewer', { taken: ' taken' })
  const first = await link(world, wanda.email, 'invitation')
  await ana.page.getByRole('button', { name: /Resend.*Wanda/ }).click()
  await toast(ana.page, `Sent once more to ${wanda.email}.`)
  const second = await link(world, wanda.email, 'invitation', 2)
  const { page, context } = await person(world.browser, world.page, 'Wanda')
  if (second !== first) await gone(page, first)
  await page.goto(second)
  await see(page, `Ana Kowalska has invited ${wanda.email}`)
  await ana.page.getByRole('button', { name: /Withdraw.*Wanda/ }).click()
  await toast(ana.page, 'was withdrawn')
  await page.reload()
  await see(page, 'This link no longer works')
  await picture(page, '3-link-gone')
  await context.close()
}

async function gone(page, address) {
  await page.goto(address)
  await see(page, 'This link no longer works')
}

/** With ten seats taken, the next invitation says what is missing and what it would cost. */
async function eleventh(world, ana) {
  const token = await tokenOf(world, ana.email)
  const sent = []
  for (let n = 6; n <= 10; n++) {
    sent.push(await call(world, 'POST', '/invitations', { token, body: { email: `seat${n}.${ana.email}`, name: `Seat ${n}`, role: 'employee' }, expect: 201 }))
  }
  await visit(ana, 'settings/members')
  await invite(ana, { name: 'Eleanor', email: `eleanor.${ana.email}` }, 'Employee', {})
  const dialog = ana.page.getByRole('dialog')
  await see(dialog, 'The trial has 10 seats, and all are taken.')
  await see(dialog, /1 seat is missing\. One more costs €\d/)
  must(await dialog.getByLabel('E-mail').inputValue() === `eleanor.${ana.email}`, 'the refusal lost what was typed')
  await look(ana.page, '3-eleventh')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await Promise.all(sent.map(({ id }) => call(world, 'DELETE', `/invitations/${id}`, { token })))
}

async function lastOwner(ana) {
  await visit(ana, 'settings/members')
  await rowMenu(ana.page, ana.name, 'Remove from the company')
  await toast(ana.page, 'The last owner cannot be removed or changed.')
  await ana.page.getByRole('row').filter({ hasText: ana.email }).waitFor()
}
