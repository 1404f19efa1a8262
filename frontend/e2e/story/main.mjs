// The main story, short, for browsers and screens that do not see the whole of it: somebody signs up, takes the first step and invites a
// colleague, adds a person with a company, logs a call, moves a deal, leaves and comes back. `shown` looks at each screen on the way.
import { logIn, person, settled } from '../common.mjs'
import { card, lane } from './deals.mjs'
import { join } from './team.mjs'
import { call, link, must, password, see, tokenOf } from './world.mjs'

const menu = ({ page, press }, name) => press(page.getByRole('navigation', { name: 'Main menu' }).getByRole('link', { name, exact: true })).then(() => settled(page))

/** Tells it in a browser of this look; `carry(who, deal, to)` takes a deal to another column as one does there. */
export async function mainStory(world, look, { shown, carry }) {
  const run = Date.now().toString(36)
  const ana = { ...await person(world.browser, world.page, 'Ana Kowalska', look), email: `ana.${run}@main.example`, company: `Main ${run}` }
  const mira = { ...await person(world.browser, world.page, 'Mira Nowak', look), email: `mira.${run}@main.example` }
  await signsUp(world, ana, shown)
  await firstStep(world, ana, mira, shown)
  await addsPerson(ana, shown)
  await logsCall(ana, shown)
  await movesDeal(world, ana, { shown, carry })
  await leavesAndReturns(ana, shown)
  const faults = [...ana.faults, ...mira.faults]
  must(faults.length === 0, faults.join('\n'))
  await Promise.all([ana, mira].map(({ context }) => context.close()))
}

async function signsUp(world, ana, shown) {
  const { page, press } = ana
  await page.goto('/signup')
  await settled(page)
  await page.getByLabel('Company').fill(ana.company)
  await page.getByLabel('Your name').fill(ana.name)
  await page.getByLabel('E-mail').fill(ana.email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await shown(page, 'signup')
  await press(page.getByRole('button', { name: 'Create the company' }))
  await see(page, 'Check your mail')
  await page.goto(await link(world, ana.email, 'confirm'))
  await page.waitForURL('**/today')
  ana.slug = new URL(page.url()).pathname.split('/')[1]
  await see(page, 'First steps')
  await settled(page)
  await shown(page, 'today')
}

/** The first of the first steps leads to the invitation; the colleague follows the mailed link. */
async function firstStep(world, ana, mira, shown) {
  const { page, press } = ana
  await press(page.getByRole('link', { name: /^Invite somebody/ }))
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('E-mail').fill(mira.email)
  await dialog.getByLabel('Name', { exact: true }).fill(mira.name)
  await dialog.getByRole('radio', { name: /^Employee/ }).check()
  await shown(page, 'invite')
  await press(dialog.getByRole('button', { name: 'Send the invitation' }))
  await see(page, `Invitation sent to ${mira.email}.`)
  await join(world, mira, 'Add a contact')
  await shown(mira.page, 'today-of-a-colleague')
}

/** The company is not there yet: it is made by its name. */
async function addsPerson(ana, shown) {
  const { page, press } = ana
  await menu(ana, 'Contacts')
  await press(page.getByRole('button', { name: 'New contact' }).first())
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'First name', exact: true }).fill('Nora')
  await dialog.getByRole('textbox', { name: 'Last name', exact: true }).fill('Lind')
  await dialog.getByRole('combobox', { name: 'Company' }).fill('Velo Nord')
  await press(page.getByRole('option', { name: 'Create “Velo Nord”' }))
  await shown(page, 'new-contact')
  await press(dialog.getByRole('button', { name: 'Add contact' }))
  await page.waitForURL(/\/contacts\/0/)
  await see(page, 'Velo Nord')
}

async function logsCall({ page, press }, shown) {
  await press(page.getByRole('radiogroup', { name: 'What it is' }).getByText('Call', { exact: true }))
  await press(page.getByRole('button', { name: 'Log call' }))
  await see(page, 'made a call')
  await settled(page)
  await shown(page, 'contact')
}

/** Once by carrying its card, once by the menu on it. */
async function movesDeal(world, ana, { shown, carry }) {
  const { page, press } = ana
  const [, second, third] = (await call(world, 'GET', '/pipelines', { token: await tokenOf(world, ana.email) })).items[0].stages
  await menu(ana, 'Deals')
  await press(page.getByRole('button', { name: 'New deal' }).first())
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Twenty bikes')
  await dialog.getByRole('textbox', { name: 'Value' }).fill('24,000')
  await press(dialog.getByRole('button', { name: 'Add deal' }))
  await card(page, 'Twenty bikes').waitFor()
  await carry(ana, 'Twenty bikes', second.name)
  await press(page.getByRole('button', { name: /^Move Twenty bikes/ }))
  await page.getByRole('menuitem', { name: third.name }).waitFor()
  await shown(page, 'board')
  await press(page.getByRole('menuitem', { name: third.name }))
  await card(lane(page, third.name), 'Twenty bikes').waitFor()
  await settled(page)
  await page.reload()
  await card(lane(page, third.name), 'Twenty bikes').waitFor()
}

async function leavesAndReturns(ana, shown) {
  const { page, press } = ana
  await press(page.getByRole('button', { name: new RegExp(ana.name) }).first())
  await page.getByRole('menuitem', { name: 'Log out' }).waitFor()
  await shown(page, 'account-menu')
  await press(page.getByRole('menuitem', { name: 'Log out' }))
  await page.waitForURL('**/login')
  await logIn(ana, ana.email, password)
  await see(page, 'First steps')
}
