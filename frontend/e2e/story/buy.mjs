// Chapter 8: Ana buys five full seats and a light one, adds one, looks at card and invoices, cancels and changes her mind.
import { inEveryLook, picture, settled } from '../common.mjs'
import { look, must, see, toast, visit } from './world.mjs'

export async function buyPlan(world, { ana }) {
  const { page } = ana
  await visit(ana, 'settings/billing')
  await page.getByRole('radio', { name: /^Business/ }).check()
  await page.getByLabel('Full seat', { exact: true }).fill('5')
  await page.getByLabel('Light seat', { exact: true }).fill('1')
  const buy = page.getByRole('button', { name: /^Buy Business for €/ })
  await see(page, '5 × Full seat')
  await see(page, '1 × Light seat')
  await page.locator('[aria-busy=false] dl').waitFor()
  await inEveryLook(page, '8-plans')
  const price = /€([\d,.]+)/.exec(await buy.textContent())[1]
  await buy.click()
  await pay(world, page, price)
  await see(page, 'Thank you, the payment has arrived')
  await see(page, 'The Business plan is active now.')
  await seats(page, /of 5 taken/)
  await inEveryLook(page, '8-active')
  await addSeat(ana)
  await portal(world, ana)
  await changeOfMind(ana)
  await smallerPlan(ana)
}

const seats = (page, text) => page.getByText(text).first().waitFor()

/** Stripe's page asks for exactly what was shown before. */
async function pay(world, page, price) {
  await page.waitForURL(`${world.stripe}/checkout/**`)
  const total = await page.locator('#total').textContent()
  must(total.includes(price), `Stripe asks for ${total}, the page promised €${price}`)
  await page.getByLabel('Name on card').fill('Ana Kowalska')
  await page.locator('[name=number]').fill('4242 4242 4242 4242')
  await page.getByLabel('Expiry (MM / YY)').fill('12 / 34')
  await page.getByLabel('Security code').fill('123')
  await picture(page, '8-checkout')
  await page.locator('#pay').click()
  await page.waitForURL(/\/settings\/billing/)
}

/** One more seat: the price of the rest of the period stands there before anything is charged. */
async function addSeat(ana) {
  const { page } = ana
  await visit(ana, 'settings/billing')
  await page.getByRole('region', { name: 'Change the seats' }).getByRole('button', { name: /^One more\s?: Full seat/ }).click()
  const add = page.getByRole('button', { name: /^Add and pay €/ })
  await add.waitFor()
  await inEveryLook(page, '8-add-seat')
  await add.click()
  await toast(page, 'The seats are changed.')
  await seats(page, /of 6 taken/)
}

async function portal(world, ana) {
  const { page } = ana
  await page.getByRole('button', { name: 'Card and invoices' }).click()
  await page.waitForURL(`${world.stripe}/portal/**`)
  must((await page.locator('#card').textContent()).includes('4242'), 'the card is not the one that was paid with')
  must(await page.locator('a[href^="/invoice/"]').count() >= 2, 'the invoices of purchase and seat are missing')
  await picture(page, '8-portal')
  await page.locator('#back').click()
  await page.waitForURL(/\/settings\/billing/)
  await settled(page)
}

async function changeOfMind(ana) {
  const { page } = ana
  await page.getByRole('button', { name: 'Cancel the plan' }).click()
  await look(page, '8-cancel')
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the plan' }).click()
  await see(page, /^The plan ends on/)
  await picture(page, '8-cancelled')
  await page.getByRole('button', { name: 'Keep the plan' }).click()
  await see(page, /^Paid until/)
}

/** Free is too small for five people and says so; what Starter has less of stands there before it is chosen, and it can be taken back. */
async function smallerPlan({ page }) {
  await page.getByRole('radio', { name: /^Free/ }).check()
  await see(page, /seats are in use/)
  await picture(page, '8-free')
  await page.getByRole('radio', { name: /^Starter/ }).check()
  await see(page, 'What this plan has less of')
  await inEveryLook(page, '8-smaller')
  await page.getByRole('button', { name: /^Change to Starter on / }).click()
  await see(page, /^Starter from .* on\.$/)
  await page.getByRole('radio', { name: /^Business/ }).check()
  await page.getByRole('button', { name: /^Change to Business/ }).click()
  await page.getByText(/^Starter from .* on\.$/).waitFor({ state: 'detached' })
}
