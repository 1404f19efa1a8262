// On a phone, leaving a field saves; nothing that was typed is lost: not by tapping elsewhere, by going back, by losing the network,
// nor by the end of the tab.
import { eventually, logIn, looks, person, settled } from './common.mjs'
import { call, must, tokenOf } from './story/world.mjs'

export const title = 'on a phone nothing that is typed is lost'

const phone = { ...looks.phone, width: 390, height: 844 }

/** What can be typed in place, by kind: the label of each field, what is typed, and where the API tells it. */
const fields = {
  contacts: [
    ['Preferred name', 'Nono', 'preferredName'], ['E-mail', 'nono.phone@velo.example', 'email'], ['Phone', '+48600111333', 'phone'], ['Job title', 'Fleet', 'jobTitle'], ['Birthday', '1990-05-06', 'birthday'],
    ['Tags', 'phone', 'tags'], ['Street', 'Long 1', 'street'], ['Postcode', '00-001', 'postcode'], ['City', 'Riga', 'city'], ['Country', 'PL', 'country'], ['Source', 'Fair', 'source'],
  ],
  companies: [
    ['Name', 'Phone Works', 'name'], ['Website', 'https://phone.example', 'website'], ['E-mail', 'info@phone.example', 'email'], ['Phone', '+48600111444', 'phone'], ['Industry', 'Bikes', 'industry'], ['Tags', 'phone', 'tags'],
    ['E-mail domain', 'phone.example', 'domain'], ['Street', 'Long 2', 'street'], ['Postcode', '00-002', 'postcode'], ['City', 'Oslo', 'city'], ['Country', 'PL', 'country'],
  ],
  deals: [['Name', 'Phone deal', 'name'], ['Expected on', '2031-05-06', 'expectedOn']],
}

export async function run({ browser, page: base, demo }) {
  const world = { page: base }
  const ana = Object.assign(await person(browser, base, 'Ana', phone), { api: await api(world, demo.owner) })
  await logIn(ana, demo.owner.email, demo.owner.password)
  ana.slug = new URL(ana.page.url()).pathname.split('/')[1]
  const records = await prepared(ana)
  for (const [kind, list] of Object.entries(fields)) await inPlace(ana, kind, records[kind], list)
  await pickedByFinger(ana, records.contacts)
  await dialogs(ana)
  await taskEdited(ana, records.deals)
  await network(ana, records.contacts)
  await tabEnds(ana, records.contacts)
  await ana.context.close()
  must(ana.faults.length === 0, ana.faults.join('\n'))
}

async function api(world, { email, password }) {
  const token = await tokenOf(world, email, password)
  return (method, path, body) => call(world, method, path, { token, body })
}

async function prepared({ api }) {
  const company = await api('POST', '/companies', { name: 'Field Works' })
  const contact = await api('POST', '/contacts', { firstName: 'Nora', lastName: `Field ${Date.now().toString(36)}`, companyId: company.id })
  const deal = await api('POST', '/deals', { name: 'Field deal', companyId: company.id })
  return { contacts: contact.id, companies: company.id, deals: deal.id }
}

async function open({ page, slug }, path) {
  await page.goto(`/${slug}/${path}`)
  await settled(page)
}

/** A tap beside everything, as a thumb leaves a field. */
const elsewhere = (page) => page.evaluate(() => scrollTo(0, 0)).then(() => page.touchscreen.tap(2, 300))

/** Each field: tap it, type, tap elsewhere; it is saved. */
async function inPlace(ana, kind, id, list) {
  const { page } = ana
  await open(ana, `${kind}/${id}`)
  for (const [label, typed, name] of list) {
    const shown = page.getByRole('button', { name: new RegExp(`^${label}:`) })
    await shown.first().scrollIntoViewIfNeeded()
    await shown.first().tap()
    const input = page.getByLabel(label, { exact: true }).and(page.locator('input, textarea')).first()
    await input.fill(typed)
    await elsewhere(page)
    await eventually(async () => {
      const value = (await ana.api('GET', `/${kind}/${id}`))[name]
      must(String(value) === typed, `${kind}: ${label} was left with “${typed}” in it, and is ${JSON.stringify(value)}`)
    })
  }
}

/** An owner is chosen by finger, and saved by that. */
async function pickedByFinger(ana, id) {
  const { page } = ana
  await open(ana, `contacts/${id}`)
  await page.getByRole('button', { name: /^Owner:/ }).tap()
  await page.getByRole('combobox', { name: 'Owner' }).fill('Mira')
  await page.getByRole('option', { name: /^Mira/ }).tap()
  await eventually(async () => must(/^Mira/.test((await ana.api('GET', `/contacts/${id}`)).ownerName), 'the owner was not saved'))
}

/** Going back from a half-filled dialog: what was typed is there when it is opened again, and the page says so. */
async function dialogs(ana) {
  const { page } = ana
  for (const [path, button, field] of [['contacts', 'New contact', 'First name'], ['companies', 'New company', 'Name'], ['deals', 'New deal', 'Name']]) {
    await open(ana, 'today')
    await open(ana, path)
    await page.getByRole('button', { name: button }).first().tap()
    await page.getByRole('dialog').getByRole('textbox', { name: field, exact: true }).fill('Half a na')
    await page.waitForTimeout(50)
    await page.goBack()
    await open(ana, path)
    await page.getByRole('button', { name: button }).first().tap()
    const again = page.getByRole('dialog').getByRole('textbox', { name: field, exact: true })
    await eventually(async () => must(await again.inputValue() === 'Half a na', `${button}: what was typed is gone after going back`))
    await page.getByRole('dialog').getByRole('button', { name: 'Start over' }).tap()
  }
}

/** A task is changed in its dialog; leaving that keeps what was typed. */
async function taskEdited(ana, dealId) {
  const { page } = ana
  await ana.api('POST', '/tasks', { title: 'Ring the field', about: { kind: 'deal', id: dealId }, dueAt: new Date().toISOString() })
  await open(ana, `deals/${dealId}`)
  const edit = async () => {
    await page.getByRole('button', { name: 'Ring the field', exact: true }).first().tap()
    return page.getByRole('dialog').getByRole('textbox').first()
  }
  await (await edit()).fill('Ring the field at noon')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  const again = await edit()
  await eventually(async () => must(await again.inputValue() === 'Ring the field at noon', 'what was typed into a task is gone after leaving it'))
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).tap()
  await page.getByText('Ring the field at noon').first().waitFor()
}

/** Without a network what was typed stays and says so; it goes when the network is back. */
async function network(ana, id) {
  const { page, context } = ana
  await open(ana, `contacts/${id}`)
  await page.getByRole('button', { name: /^Job title:/ }).tap()
  await page.getByLabel('Job title', { exact: true }).fill('Head of fields')
  await context.setOffline(true)
  await elsewhere(page)
  await page.getByRole('textbox', { name: 'Job title' }).waitFor()
  await page.getByText(/could not be reached/).filter({ visible: true }).first().waitFor()
  must(await page.getByRole('textbox', { name: 'Job title' }).inputValue() === 'Head of fields', 'what was typed is gone with the network')
  await context.setOffline(false)
  await eventually(async () => must((await ana.api('GET', `/contacts/${id}`)).jobTitle === 'Head of fields', 'what was typed was not sent when the network was back'))
}

/** The phone ends the tab while a note is being written: a new tab has it. */
async function tabEnds(ana, id) {
  await open(ana, `contacts/${id}`)
  await ana.page.getByRole('textbox', { name: 'Text' }).fill('A long thought, half')
  await ana.page.waitForTimeout(500)
  await ana.page.close({ runBeforeUnload: false })
  ana.page = await ana.context.newPage()
  await open(ana, `contacts/${id}`)
  await eventually(async () => must(await ana.page.getByRole('textbox', { name: 'Text' }).inputValue() === 'A long thought, half', 'the draft of a note went with the tab'))
}
