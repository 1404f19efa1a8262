// Chapter 2: Ana signs up, confirms, and stands in a company of her own.
import { inEveryLook, person, picture, settled } from '../common.mjs'
import { call, link, mails, must, password, see, visit } from './world.mjs'

export async function signUp(world, ana) {
  const { page } = ana
  await page.goto('/signup')
  await settled(page)
  await page.getByLabel('Company').fill(ana.company)
  await page.getByLabel('Your name').fill('Ana Kowalska')
  await page.getByLabel('E-mail').fill(ana.email)
  await refuseWeak(page)
  await inEveryLook(page, '2-signup')
  await reloadKeeps(page, ana)
  must(await page.getByLabel('Currency', { exact: true }).inputValue() === 'PLN', 'the currency is not guessed from the time zone')
  must(await page.getByRole('combobox', { name: 'Time zone' }).inputValue().then((v) => v.includes('Warsaw')), 'the time zone is not guessed')
  await page.getByLabel('Currency').selectOption('EUR')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await see(page, 'Strong')
  await page.getByRole('button', { name: 'Create the company' }).click()
  await see(page, 'Check your mail')
  await picture(page, '2-check-your-mail')
  await confirm(world, ana)
  await again(world, ana)
}

async function refuseWeak(page) {
  await page.getByLabel('Password', { exact: true }).fill('password12')
  await see(page, 'It is on lists of stolen passwords.')
  await page.getByRole('button', { name: 'Create the company' }).click()
  await see(page, 'Password: this is too easy to guess.')
  must(new URL(page.url()).pathname === '/signup', 'a weak password was taken')
}

/** What was typed is back after a reload, save the password. */
async function reloadKeeps(page, ana) {
  await page.reload()
  await see(page, 'What you had typed is back.')
  must(await page.getByLabel('Company').inputValue() === ana.company, 'the reload lost the company')
  must(await page.getByLabel('E-mail').inputValue() === ana.email, 'the reload lost the e-mail')
  must(await page.getByLabel('Password', { exact: true }).inputValue() === '', 'the password was kept')
}

async function confirm(world, ana) {
  const { page } = ana
  const address = await link(world, ana.email, 'confirm')
  const begin = Date.now()
  await page.goto(address)
  await page.waitForURL('**/today')
  console.log(`        link opened to Today: ${Date.now() - begin} ms`)
  ana.slug = new URL(page.url()).pathname.split('/')[1]
  await see(page, 'First steps')
  await see(page, 'Invite somebody')
  await inEveryLook(page, '2-today')
  await visit(ana, 'deals')
  await visit(ana, 'settings/billing')
  await see(page, /1[34] days left in the trial/)
  await page.goto(address)
  await see(page, 'This link no longer works')
}

/** A stranger signs up with Ana's address: sees what everybody sees; Ana is told. */
async function again(world, ana) {
  const before = (await mails(world, ana.email)).length
  const stranger = await person(world.browser, world.page, 'a stranger')
  const { page } = stranger
  await page.goto('/signup')
  await page.getByLabel('Company').fill('Somebody else')
  await page.getByLabel('Your name').fill('Somebody')
  await page.getByLabel('E-mail').fill(ana.email)
  await page.getByLabel('Password', { exact: true }).fill('Quiet-Harvest-91-Stone')
  await page.getByRole('button', { name: 'Create the company' }).click()
  await see(page, 'Check your mail')
  await see(page, `We sent a link to ${ana.email}.`)
  const told = await mailAfter(world, ana.email, before)
  must(!told.links.some((l) => l.includes('/confirm#')), 'a second company could be confirmed')
  await stranger.context.close()
}

async function mailAfter(world, to, before) {
  for (let tries = 0; tries < 100; tries++) {
    const all = await mails(world, to)
    if (all.length > before) return all.at(-1)
    await call(world, 'GET', '/plans') // a breath
  }
  throw new Error(`no further mail came to ${to}`)
}
