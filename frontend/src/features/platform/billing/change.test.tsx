import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, test } from 'vitest'
import type { Billing, Me, Order, Plan } from '@/shared/api/types'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { answers, at, server } from '@/test/server'
import { BillingStatus } from './BillingStatus'
import { InvoiceList } from './InvoiceList'
import { PlanChooser } from './PlanChooser'
import { SeatEditor } from './SeatEditor'
import { UseSection } from './UseSection'

beforeAll(() => i18next.loadNamespaces(['billing', 'access', 'settings']))

const owner: Me = { ...me, permissions: { billing: { read: 'all', update: 'all' } } }
const eur = (amount: number) => ({ amount, currency: 'EUR' })
const active: Billing = {
  state: 'active', plan: 'business', interval: 'month', currency: 'EUR', trialEndsAt: null, periodEnd: '2031-12-20T00:00:00Z', cancelAt: null, pendingPayment: false, nextInvoice: null, hasSubscription: true, later: null, card: 'visa 4242', dispute: '', refunded: null, trialRefused: '', ordered: null,
  seats: [{ kind: 'full', licensed: 3, given: 0, used: 2, scheduled: null, unitPrice: eur(2400) }, { kind: 'light', licensed: 0, given: 0, used: 0, scheduled: null, unitPrice: eur(900) }],
}
const plan = (code: 'starter' | 'business', full: number): Plan => ({
  code, name: code, features: [], limits: { contacts: 1000, pipelines: 1, storageBytes: 2 ** 30 },
  prices: (['month', 'year'] as const).map((interval) => ({ kind: 'full' as const, interval, amount: eur(full * (interval === 'year' ? 10 : 1)) })),
})

/** Presses a button once its price is the one of the last choice. */
async function press(name: RegExp) {
  const button = await screen.findByRole('button', { name })
  await waitFor(() => expect(button).toBeEnabled())
  await userEvent.click(button)
}

test('a smaller plan says what it lacks and from when before it is taken', async () => {
  answers('get', '/plans', { items: [plan('starter', 1200), plan('business', 2400)] })
  answers('get', '/me', owner)
  let changed: Order | undefined
  server.use(
    http.post(at('/billing/quote'), async ({ request }) => {
      const order = (await request.json()) as Order
      const down = order.plan === 'starter'
      return HttpResponse.json({ currency: 'EUR', lines: [], dueNow: eur(0), recurring: eur(1200 * order.seats.full), interval: order.interval, renewsAt: '2031-12-20T00:00:00Z', change: down ? 'downgrade' : 'none', loses: [], over: down ? [{ name: 'contacts', used: 12000, limit: 10000 }] : [], discount: eur(0), tax: eur(0), trialEnd: null })
    }),
    http.post(at('/billing/plan'), async ({ request }) => { changed = (await request.json()) as Order; return HttpResponse.json({ ...active, later: { plan: 'starter', interval: 'month' } }) }),
  )
  const { container } = await renderUi(<PlanChooser billing={active} />, { me: owner })
  const user = userEvent.setup()
  expect(await screen.findByRole('heading', { name: 'Change the plan' })).toBeInTheDocument()
  await user.click(screen.getByRole('radio', { name: /Starter/ }))
  expect(await screen.findByText('Contacts: 12,000 are there, 10,000 are included')).toBeInTheDocument()
  await expectAccessible(container)
  await press(/Change to Starter on/)
  expect(await screen.findByText('The plan is changed.')).toBeInTheDocument()
  expect(changed).toEqual({ plan: 'starter', interval: 'month', seats: { full: 3, light: 0 } })
})

test('from a paid plan to Free: what is lost first, then the day, and a way back', async () => {
  const freePlan: Plan = { ...plan('starter', 0), code: 'free', prices: [] }
  answers('get', '/plans', { items: [freePlan, plan('business', 2400)] })
  answers('get', '/me', owner)
  let changed: Order | undefined
  const ends = '2031-12-20T00:00:00Z'
  server.use(
    http.post(at('/billing/quote'), async ({ request }) => {
      const free = ((await request.json()) as Order).plan === 'free'
      return HttpResponse.json({ currency: 'EUR', lines: [], dueNow: eur(0), recurring: eur(free ? 0 : 7200), interval: 'month', renewsAt: ends, change: free ? 'downgrade' : 'none', loses: free ? ['teams'] : [], over: [], discount: eur(0), tax: eur(0), trialEnd: null })
    }),
    http.post(at('/billing/plan'), async ({ request }) => { changed = (await request.json()) as Order; return HttpResponse.json({ ...active, cancelAt: ends, later: { plan: 'free', interval: 'month' } }) }),
  )
  const { container } = await renderUi(<PlanChooser billing={active} />, { me: owner })
  const user = userEvent.setup()
  await user.click(await screen.findByRole('radio', { name: /Free/ }))
  expect(await screen.findByText('Teams')).toBeInTheDocument()
  expect(screen.queryByRole('button', { name: /^One more/ })).toBeNull()
  await expectAccessible(container)
  await press(/Change to Free on/)
  await waitFor(() => expect(changed?.plan).toBe('free'))
  expect(await screen.findByText('The plan is changed.')).toBeInTheDocument()
})

test('whoever goes to Free may keep the plan until then', async () => {
  await renderUi(<BillingStatus billing={{ ...active, cancelAt: '2031-12-20T00:00:00Z', later: { plan: 'free', interval: 'month' } }} />, { me: owner })
  expect(await screen.findByText(/^Everything works as before until Dec 20, 2031\. Then the company goes on with the Free plan/)).toBeInTheDocument()
  expect(screen.getByRole('button', { name: 'Keep the plan' })).toBeInTheDocument()
})

test.each(['domain', 'card'] as const)('a company without a trial is told why: %s', async (trialRefused) => {
  await renderUi(<BillingStatus billing={{ ...active, state: 'free', plan: 'free', hasSubscription: false, trialRefused }} />, { me: owner })
  expect(await screen.findByText(trialRefused === 'card' ? /^The trial has ended: the card/ : /^There was no trial: somebody with your mail domain/)).toBeInTheDocument()
})

test('seats that were given are not bought by changing others', async () => {
  let asked: Order['seats'] | undefined
  server.use(http.post(at('/billing/quote'), async ({ request }) => {
    asked = ((await request.json()) as Order).seats
    return HttpResponse.json({ currency: 'EUR', lines: [], dueNow: eur(900), recurring: eur(8100), interval: 'month', renewsAt: null, change: 'add', loses: [], over: [], discount: eur(0), tax: eur(0), trialEnd: null })
  }))
  const given = { ...active, seats: [{ ...active.seats[0]!, licensed: 6, given: 3, used: 5 }, active.seats[1]!] }
  await renderUi(<SeatEditor billing={given} />, { me: owner })
  await userEvent.setup().click(await screen.findByRole('button', { name: /^One more\s?: Light seat/ }))
  expect(await screen.findByRole('button', { name: /^Add and pay/ })).toBeInTheDocument()
  expect(asked).toEqual({ full: 3, light: 1 })
})

test('an open invoice can be paid, a paid one has its receipt', async () => {
  const bill = (id: string, status: 'open' | 'paid') => ({ id, number: `K-${id}`, at: '2031-11-20T00:00:00Z', status, total: eur(7200), tax: eur(0), due: eur(0), pdf: `https://pay.test/${id}.pdf`, page: `https://pay.test/${id}`, back: eur(0), dueAt: null, disputed: false, reverseCharge: false })
  answers('get', '/billing/invoices', { items: [bill('2', 'open'), bill('1', 'paid')] })
  const { container } = await renderUi(<InvoiceList />, { me: owner })
  expect(await screen.findByRole('link', { name: 'Pay invoice K-2' })).toHaveAttribute('href', 'https://pay.test/2')
  expect(screen.getByRole('link', { name: 'Receipt of invoice K-1' })).toBeInTheDocument()
  expect(screen.getAllByText('€72.00')).toHaveLength(2)
  await expectAccessible(container)
})

test('use is shown by limit, with the plan that has more once one is reached', async () => {
  const used: Me = { ...owner, limits: { contacts: 1000, pipelines: 3, storageBytes: 100 * 2 ** 30 }, use: { storageBytes: { used: 5.25 * 2 ** 30, most: 100 * 2 ** 30, plan: '' }, contacts: { used: 1040, most: 1100, plan: 'starter' }, pipelines: { used: 1, most: 3, plan: 'business' } } }
  await renderUi(<UseSection />, { me: used })
  const section = await screen.findByRole('region', { name: 'What is used' })
  expect(within(section).getByText('1,040 of 1,000')).toBeInTheDocument()
  expect(within(section).getByText('The limit is reached. Starter has more.')).toBeInTheDocument()
  expect(within(section).getByText('1 of 3')).toBeInTheDocument()
  expect(within(section).getByText('5.3 GiB of 100 GiB')).toBeInTheDocument()
})
