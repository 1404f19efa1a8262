import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, test, vi } from 'vitest'
import type { Me, Seat } from '@/shared/api/types'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { at, problem, server } from '@/test/server'
import { AcceptForm } from './AcceptForm'
import { InvitationList } from './InvitationList'
import { InviteDialog } from './InviteDialog'

beforeAll(() => i18next.loadNamespaces(['auth', 'settings', 'access']))

const all = { read: 'all', create: 'all', update: 'all', delete: 'all' } as const
const owner: Me = { ...me, permissions: { ...me.permissions, member: all, seat: all, billing: all } }
const eur = (amount: number) => ({ amount, currency: 'EUR' })
const seats: Seat[] = [
  { kind: 'full', licensed: 10, used: 7, scheduled: null, price: eur(2400), interval: 'month', excess: null },
  { kind: 'light', licensed: 2, used: 2, scheduled: null, price: eur(900), interval: 'month', excess: null },
]

async function fill() {
  const user = userEvent.setup()
  const dialog = await screen.findByRole('dialog')
  await user.type(within(dialog).getByLabelText('E-mail'), 'fred@freelance.test')
  await user.type(within(dialog).getByLabelText('Name'), 'Fred')
  return { user, dialog }
}

test('seats taken stand there before sending, by the kind that the role needs', async () => {
  await renderUi(<InviteDialog opened onClose={() => undefined} seats={seats} />, { me: owner })
  const dialog = await screen.findByRole('dialog')
  expect(within(dialog).getByText('7 of 10 taken')).toBeInTheDocument()
  await userEvent.click(within(dialog).getByRole('radio', { name: /Freelancer/ }))
  expect(within(dialog).getByText('2 of 2 taken')).toBeInTheDocument()
  expect(within(dialog).getByText(/No free seat is left. One more costs €9.00 a month/)).toBeInTheDocument()
  await expectAccessible(dialog)
})

test('at the limit it says what is missing, what one more costs, and where to get it', async () => {
  server.use(http.post(at('/invitations'), () => problem(409, 'seat.limit', { params: { kind: 'full', licensed: 10, used: 10, missing: 1, price: eur(2400), interval: 'month', trialLimit: true } })))
  const close = vi.fn()
  await renderUi(<InviteDialog opened onClose={close} seats={seats} />, { me: owner })
  const { user, dialog } = await fill()
  await user.click(within(dialog).getByRole('button', { name: 'Send the invitation' }))
  const alert = await within(dialog).findByRole('alert')
  expect(alert).toHaveTextContent('The trial has 10 seats, and all are taken.')
  expect(alert).toHaveTextContent('1 seat is missing. One more costs €24.00 a month.')
  expect(within(alert).getByRole('link', { name: 'Go to plan and billing' })).toHaveAttribute('href', '/acme/settings/billing')
  expect(within(dialog).getByLabelText('E-mail')).toHaveValue('fred@freelance.test')
  expect(close).not.toHaveBeenCalled()
})

test('a freelancer is sent with the last day', async () => {
  let sent: unknown
  server.use(http.post(at('/invitations'), async ({ request }) => { sent = await request.json(); return HttpResponse.json({ id: 'i1' }, { status: 201 }) }))
  const close = vi.fn()
  await renderUi(<InviteDialog opened onClose={close} seats={seats} />, { me: owner })
  const { user, dialog } = await fill()
  await user.click(within(dialog).getByRole('radio', { name: /Freelancer/ }))
  await user.type(within(dialog).getByLabelText('Last day'), '2031-05-31')
  await user.click(within(dialog).getByRole('button', { name: 'Send the invitation' }))
  await waitFor(() => expect(close).toHaveBeenCalled())
  expect(sent).toEqual({ email: 'fred@freelance.test', name: 'Fred', role: 'freelancer', endsOn: '2031-05-31' })
})

test('somebody is invited with one of the company\'s own roles, and takes the seat that it needs', async () => {
  const own = { role: 'r1', name: 'Helper', base: 'freelancer', userIds: [] }
  let sent: unknown
  server.use(
    http.get(at('/roles/names'), () => HttpResponse.json({ items: [own] })),
    http.post(at('/invitations'), async ({ request }) => { sent = await request.json(); return HttpResponse.json({ id: 'i1' }, { status: 201 }) }),
    http.get(at('/invitations'), () => HttpResponse.json({ items: [{ ...invitation('jan', 'pending'), role: 'freelancer', ownRole: 'r1' }] })),
  )
  const close = vi.fn()
  await renderUi(<><InvitationList /><InviteDialog opened onClose={close} seats={seats} /></>, { me: owner })
  const { user, dialog } = await fill()
  await user.click(await within(dialog).findByRole('radio', { name: /Helper.*Freelancer/ }))
  expect(await within(dialog).findByText('2 of 2 taken')).toBeInTheDocument()
  await user.click(within(dialog).getByRole('button', { name: 'Send the invitation' }))
  await waitFor(() => expect(close).toHaveBeenCalled())
  expect(sent).toEqual({ email: 'fred@freelance.test', name: 'Fred', role: 'r1' })
  expect(await screen.findByText(/jan@acme.test · Helper/)).toBeInTheDocument()
})

test('nobody is offered a role above their own', async () => {
  await renderUi(<InviteDialog opened onClose={() => undefined} seats={seats} />, { me: { ...owner, member: { ...owner.member, role: 'admin' } } })
  const dialog = await screen.findByRole('dialog')
  expect(within(dialog).queryByRole('radio', { name: /^Owner/ })).toBeNull()
  expect(within(dialog).getByRole('radio', { name: /^Administrator/ })).toBeInTheDocument()
})

const invitation = (id: string, state: string) => ({ id, email: `${id}@acme.test`, name: id, role: 'employee', seatKind: 'full', endsOn: null, state, createdAt: '2026-11-01T08:00:00Z', expiresAt: '2026-11-08T08:00:00Z', inviterName: 'Ana' })

test('waiting and expired invitations are listed and can be withdrawn; accepted ones are not', async () => {
  let items = [invitation('jan', 'pending'), invitation('eva', 'expired'), invitation('kim', 'accepted')]
  server.use(
    http.get(at('/invitations'), () => HttpResponse.json({ items })),
    http.delete(at('/invitations/:id'), ({ params }) => { items = items.filter((i) => i.id !== params.id); return new HttpResponse(null, { status: 204 }) }),
  )
  const { container } = await renderUi(<InvitationList />, { me: owner })
  expect(await screen.findAllByRole('listitem')).toHaveLength(2)
  expect(screen.getByText('Expired')).toBeInTheDocument()
  await expectAccessible(container)
  await userEvent.click(screen.getByRole('button', { name: 'Withdraw: jan' }))
  await waitFor(() => expect(screen.getAllByRole('listitem')).toHaveLength(1))
  expect(await screen.findByText(/The invitation to jan@acme.test was withdrawn/)).toBeInTheDocument()
})

const look = { tenantName: 'Acme', role: 'freelancer' as const, roleName: '', email: 'fred@freelance.test', inviterName: 'Ana', endsOn: null }

test('accepting: a new person gives a name and chooses a password', async () => {
  await renderUi(<AcceptForm token="t" look={{ ...look, needsPassword: true, known: false }} />)
  await userEvent.click(screen.getByRole('button', { name: 'Join' }))
  expect(await screen.findByText('Your name: please fill this in.')).toBeInTheDocument()
  expect(screen.getByText('Password: please fill this in.')).toBeInTheDocument()
})

test('accepting: a known person gives the password, and a wrong one is said', async () => {
  let sent: unknown
  server.use(http.post(at('/invitations/accept'), async ({ request }) => { sent = await request.json(); return problem(401, 'login.wrong') }))
  await renderUi(<AcceptForm token="t" look={{ ...look, needsPassword: true, known: true }} />)
  expect(screen.queryByLabelText('Your name')).toBeNull()
  await userEvent.type(screen.getByLabelText('Password'), 'old words')
  await userEvent.click(screen.getByRole('button', { name: 'Log in and join' }))
  expect(await screen.findByText('E-mail or password is wrong.')).toBeInTheDocument()
  expect(sent).toEqual({ token: 't', password: 'old words' })
})

test('accepting: who is logged in already only presses the button', async () => {
  let sent: unknown
  server.use(http.post(at('/invitations/accept'), async ({ request }) => { sent = await request.json(); return problem(410, 'token.gone') }))
  await renderUi(<AcceptForm token="t" look={{ ...look, needsPassword: false, known: true }} />)
  expect(screen.queryByLabelText('Password')).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: 'Join' }))
  await waitFor(() => expect(sent).toEqual({ token: 't' }))
})
