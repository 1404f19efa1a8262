import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, test } from 'vitest'
import type { Billing, Me, Order, Plan } from '@/shared/api/types'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { answers, at, problem, server } from '@/test/server'
import { BillingStatus } from './BillingStatus'
import { PaymentNews } from './PaymentNews'
import { PlanChooser } from './PlanChooser'
import { SeatEditor } from './SeatEditor'

beforeAll(() => i18next.loadNamespaces(['billing', 'access', 'settings']))

const owner: Me = { ...me, permissions: { billing: { read: 'all', update: 'all' } } }
const eur = (amount: number) => ({ amount, currency: 'EUR' })
const seats = (used: number, licensed: number): Billing['seats'] => [
  { kind: 'full', licensed, given: 0, used, scheduled: null, unitPrice: eur(2400) }, { kind: 'light', licensed: 1, given: 0, used: 1, scheduled: null, unitPrice: eur(900) },
]
const trial: Billing = { state: 'trialing', plan: 'business', interval: 'month', currency: 'EUR', seats: seats(2, 9), trialEndsAt: '2031-12-06T00:00:00Z', periodEnd: null, cancelAt: null, pendingPayment: false, nextInvoice: null, hasSubscription: false, later: null, card: '', dispute: '', refunded: null, trialRefused: '', ordered: null }
const active: Billing = { ...trial, state: 'active', seats: seats(2, 3), trialEndsAt: null, periodEnd: '2031-12-20T00:00:00Z', hasSubscription: true, nextInvoice: { total: eur(8100), at: '2031-12-20T00:00:00Z' } }
const list = { starter: [1200, 500], business: [2400, 900] } as const
const plan = (code: 'free' | 'starter' | 'business'): Plan => ({
  code, name: code, features: [], limits: { contacts: 1000, pipelines: 1, storageBytes: 2 ** 30 },
  prices: code === 'free' ? [] : (['month', 'year'] as const).flatMap((interval) => (['full', 'light'] as const).map((kind, i) => ({ kind, interval, amount: eur(list[code][i]! * (interval === 'year' ? 10 : 1)) }))),
})

function quotes(asked: Order[]) {
  server.use(http.post(at('/billing/quote'), async ({ request }) => {
    const order = (await request.json()) as Order
    asked.push(order)
    const unit = list[order.plan as 'business'][0] * (order.interval === 'year' ? 10 : 1)
    const total = eur(unit * order.seats.full)
    return HttpResponse.json({ currency: 'EUR', lines: [{ description: 'x', kind: 'full', quantity: order.seats.full, unit: eur(unit), amount: total, proration: false }], dueNow: total, recurring: total, interval: order.interval, renewsAt: null, change: 'new', loses: [], over: [], discount: eur(0), tax: eur(0), trialEnd: null })
  }))
}

test('turning the seats, the plan and the interval asks for the exact price; buying sends just that', async () => {
  const asked: Order[] = []
  quotes(asked)
  answers('get', '/plans', { items: [plan('free'), plan('starter'), plan('business')] })
  let bought: unknown
  server.use(http.post(at('/billing/checkout'), async ({ request }) => { bought = await request.json(); return problem(503, 'billing.not_configured') }))
  const { container } = await renderUi(<PlanChooser billing={trial} />, { me: owner })
  const user = userEvent.setup()
  expect(await screen.findByRole('button', { name: 'Buy Business for €48.00 a month' })).toBeEnabled()
  expect(screen.getByRole('button', { name: 'One fewer: Full seat' })).toBeDisabled()
  await expectAccessible(container)
  await user.click(screen.getByRole('button', { name: 'One more: Full seat' }))
  await user.click(screen.getByRole('button', { name: 'One more: Full seat' }))
  await user.click(screen.getByRole('button', { name: 'One more: Full seat' }))
  expect(await screen.findByRole('button', { name: 'Buy Business for €120.00 a month' })).toBeEnabled()
  await user.click(screen.getByRole('radio', { name: /Starter/ }))
  await user.click(screen.getByText('Yearly, 17% less'))
  const buy = await screen.findByRole('button', { name: 'Buy Starter for €600.00 a year' })
  await waitFor(() => expect(buy).toBeEnabled())
  await user.click(buy)
  expect(await screen.findByText(/Buying is not set up on this server/)).toBeInTheDocument()
  expect(bought).toEqual({ plan: 'starter', interval: 'year', seats: { full: 5, light: 1 } })
  expect(asked.filter((o) => o.plan === 'business').length).toBeLessThan(4) // three quick turns are one question
})

test('free is shown but cannot be bought', async () => {
  quotes([])
  answers('get', '/plans', { items: [plan('free'), plan('business')] })
  await renderUi(<PlanChooser billing={trial} />, { me: owner })
  expect(await screen.findByText('Free')).toBeInTheDocument()
  expect(screen.getAllByRole('radio').filter((r) => (r as HTMLInputElement).name === 'plan')).toHaveLength(1)
})

test('a seat more shows the proration before, and a declined card changes nothing', async () => {
  server.use(
    http.post(at('/billing/quote'), () => HttpResponse.json({ currency: 'EUR', lines: [{ description: '', kind: 'full', quantity: 1, unit: eur(2400), amount: eur(1580), proration: true }], dueNow: eur(1580), recurring: eur(10500), interval: 'month', renewsAt: '2031-12-20T00:00:00Z', change: 'add', loses: [], over: [], discount: eur(0), tax: eur(0), trialEnd: null })),
    http.post(at('/billing/seats'), () => problem(402, 'billing.payment_failed')),
  )
  await renderUi(<SeatEditor billing={active} />, { me: owner })
  const user = userEvent.setup()
  expect(screen.getByText(/Turn a number to see the exact price/)).toBeInTheDocument()
  await user.click(screen.getByRole('button', { name: 'One more: Full seat' }))
  expect(await screen.findByText('1 × Full seat, rest of this period')).toBeInTheDocument()
  await user.click(await screen.findByRole('button', { name: 'Add and pay €15.80 now' }))
  const alert = await screen.findByRole('alert')
  expect(alert).toHaveTextContent('The payment did not go through. Nothing was changed.')
  expect(within(alert).getByRole('button', { name: 'Change the card' })).toBeInTheDocument()
})

test('fewer seats say from when, never below those in use', async () => {
  server.use(http.post(at('/billing/quote'), () => HttpResponse.json({ currency: 'EUR', lines: [], dueNow: eur(0), recurring: eur(5700), interval: 'month', renewsAt: null, change: 'reduce', loses: [], over: [], discount: eur(0), tax: eur(0), trialEnd: null })))
  await renderUi(<SeatEditor billing={active} />, { me: owner })
  await userEvent.click(screen.getByRole('button', { name: 'One fewer: Full seat' }))
  expect(await screen.findByRole('button', { name: /Reduce from Dec 20, 2031 on/ })).toBeInTheDocument()
  expect(screen.getByRole('button', { name: 'One fewer: Full seat' })).toBeDisabled()
})

test('cancelling says until when everything stays, and can be taken back', async () => {
  let billing = active
  answers('get', '/me', owner as never)
  server.use(http.post(at('/billing/cancel'), () => { billing = { ...active, cancelAt: active.periodEnd }; return HttpResponse.json(billing) }))
  const view = await renderUi(<BillingStatus billing={active} />, { me: owner })
  await userEvent.click(screen.getByRole('button', { name: 'Cancel the plan' }))
  const dialog = await screen.findByRole('dialog')
  expect(dialog).toHaveTextContent('You keep everything until Dec 20, 2031 and are not charged again.')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Cancel the plan' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  view.unmount()
  await renderUi(<BillingStatus billing={billing} />, { me: owner })
  expect(screen.getByText(/The plan ends on Dec 20, 2031/)).toBeInTheDocument()
  expect(screen.getByRole('button', { name: 'Keep the plan' })).toBeInTheDocument()
})

test('who may not buy sees the state and who may', async () => {
  await renderUi(<BillingStatus billing={active} />, { me: { ...me, permissions: { billing: { read: 'all' } } } })
  expect(screen.queryByRole('button')).toBeNull()
  expect(screen.getByText('Owners and administrators can buy and change the plan.')).toBeInTheDocument()
})

test('on trial a card can be given now, to be charged when the trial ends', async () => {
  const asked: Order[] = []
  quotes(asked)
  server.use(http.post(at('/billing/quote'), () => HttpResponse.json({ currency: 'EUR', lines: [], dueNow: eur(4800), recurring: eur(4800), interval: 'month', renewsAt: null, change: 'new', loses: [], over: [], discount: eur(0), tax: eur(0), trialEnd: '2031-12-06T00:00:00Z' })))
  answers('get', '/plans', { items: [plan('free'), plan('starter'), plan('business')] })
  let bought: unknown
  server.use(http.post(at('/billing/checkout'), async ({ request }) => { bought = await request.json(); return problem(409, 'billing.trial_over') }))
  const { container } = await renderUi(<PlanChooser billing={trial} />, { me: owner })
  const wait = await screen.findByRole('button', { name: /Give a card now, pay €48.00 on/ })
  await waitFor(() => expect(wait).toBeEnabled())
  await expectAccessible(container)
  await userEvent.setup().click(wait)
  expect(await screen.findByText(/ends within two days/)).toBeInTheDocument()
  expect(bought).toEqual({ plan: 'business', interval: 'month', seats: { full: 2, light: 1 }, afterTrial: true })
})

test('with a card given the page says what will be charged, and what became of payments', async () => {
  const given: Billing = { ...trial, hasSubscription: true, card: 'visa 4242', nextInvoice: { total: eur(4800), at: '2031-12-06T00:00:00Z' }, ordered: { plan: 'starter', interval: 'month', seats: { full: 4, light: 0 } } }
  const { container } = await renderUi(<><BillingStatus billing={given} /><PaymentNews billing={{ ...active, dispute: 'open', refunded: eur(2000) }} /></>, { me: owner })
  expect(await screen.findByText(/Starter begins and is charged for the first time/)).toBeInTheDocument()
  expect(screen.getByText(/Charged to visa 4242/)).toBeInTheDocument()
  expect(screen.getByText('A payment is disputed')).toBeInTheDocument()
  expect(screen.getByText('€20.00 of the last payment was given back')).toBeInTheDocument()
  await expectAccessible(container)
})
