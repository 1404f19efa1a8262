// Chapter 7, second half: Fred, whose role shows only a part of addresses, writes to a customer all the same, and never gets to know the address.
import { eventually, inEveryLook } from '../common.mjs'
import { call, look, mails, must, see, toast, tokenOf, visit } from './world.mjs'

const address = (ed) => `ilse.${ed.email.split('@')[0]}@customers.example`

export async function fredWrites(world, { ana, ed, fred }) {
  const eds = await tokenOf(world, ed.email, ed.password)
  const contact = await call(world, 'POST', '/contacts', { token: eds, body: { firstName: 'Ilse', lastName: 'Brandt', email: address(ed), phone: '+49 30 1234567' } })
  await mask(ana)
  await share(ed, contact, fred)
  const said = listen(fred.page)
  await write(fred, contact)
  const [mail] = await eventually(async () => {
    const all = await mails(world, address(ed))
    must(all.length === 1, `${all.length} mails came to the customer`)
    return all
  })
  must(mail.text.includes('Your bicycle is ready.') && mail.header['Reply-To'][0].includes(ed.email), `the mail is not as told:\n${JSON.stringify(mail)}`)
  await see(fred.page, 'Sent')
  await inEveryLook(fred.page, '7-written')
  await callFails(fred)
  const all = (await Promise.all(said)).join('\n')
  must(all.includes('i•••@customers.example'), 'Fred’s page was told a part of the address')
  must(!all.includes(address(ed)) && !all.includes('301234567'), 'Fred’s page was told the address or the number')
}

/** Ana lets freelancers see only a part of addresses and numbers. */
async function mask(ana) {
  const { page } = ana
  await visit(ana, 'settings/roles')
  await page.getByRole('button', { name: /^Change\s?: Freelancer/ }).click()
  for (const field of ['E-mail', 'Phone']) {
    await page.getByRole('group', { name: 'Fields: Contacts' }).getByLabel(field).selectOption('mask')
    const shown = page.getByRole('dialog', { name: /^Freelancer: Contacts/ })
    await shown.getByRole('button', { name: 'Save' }).click()
    await toast(page, 'Freelancer: Contacts')
    await shown.waitFor({ state: 'detached' })
  }
}

async function share(ed, contact, fred) {
  const { page } = ed
  await visit(ed, `contacts/${contact.id}`)
  await page.getByRole('button', { name: 'Share or assign' }).click()
  await page.getByRole('combobox', { name: 'Person or team' }).fill(fred.name)
  await page.getByRole('option', { name: new RegExp(fred.name) }).click()
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  await page.getByRole('list', { name: 'Shared with' }).getByText(fred.name).waitFor()
}

/** All that the server answers to a page from now on. */
function listen(page) {
  const all = []
  page.on('response', (answer) => { if (answer.url().includes('/api/')) all.push(answer.text().catch(() => '')) })
  return all
}

async function write(fred, contact) {
  const { page } = fred
  await visit(fred, `contacts/${contact.id}`)
  await page.getByRole('button', { name: 'E-mail', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'E-mail to Ilse Brandt' })
  await dialog.getByText('i•••@customers.example').waitFor({ state: 'attached' })
  await see(dialog, 'Answers go to your company')
  await dialog.getByLabel('Subject').fill('Ready')
  await dialog.getByLabel('Text', { exact: true }).fill('Dear Ilse,\n\nYour bicycle is ready.')
  await look(page, '7-writing')
  await dialog.getByRole('button', { name: 'Send' }).click()
  await dialog.waitFor({ state: 'detached' })
}

/** Without a phone system the page says who can help. */
async function callFails({ page }) {
  await page.getByRole('button', { name: 'Call', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Call Ilse Brandt' })
  await see(dialog, 'An owner, administrator or technician')
  await look(page, '7-no-phone-system')
  await dialog.getByRole('button', { name: 'Close' }).click()
  await dialog.waitFor({ state: 'detached' })
}
