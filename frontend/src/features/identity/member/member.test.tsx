import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, test } from 'vitest'
import type { Me, Member } from '@/shared/api/types'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { at, problem, server } from '@/test/server'
import { DayPasses } from './DayPasses'
import { MemberList } from './MemberList'

beforeAll(() => i18next.loadNamespaces(['settings', 'access', 'nav']))

const all = { read: 'all', create: 'all', update: 'all', delete: 'all' } as const
const admin: Me = { ...me, member: { ...me.member, role: 'admin' }, permissions: { member: all } }
const person = (name: string, role: Member['role'], more: Partial<Member> = {}): Member => ({
  id: name, userId: name, name, email: `${name}@acme.test`, role, seatKind: role === 'freelancer' ? 'light' : 'full', state: 'active', endsOn: null, lastSeenAt: null, you: false, ...more,
})

function serve(start: Member[]) {
  let items = start
  const set = (id: unknown, state: Member['state']) => { items = items.map((m) => (m.id === id ? { ...m, state } : m)) }
  server.use(http.get(at('/roles/names'), () => HttpResponse.json({ items: [] })))
  server.use(
    http.get(at('/members'), () => HttpResponse.json({ items })),
    http.delete(at('/members/:id'), ({ params }) => { set(params.id, 'removed'); return new HttpResponse(null, { status: 204 }) }),
    http.post(at('/members/:id/suspend'), ({ params }) => { set(params.id, 'suspended'); return new HttpResponse(null, { status: 204 }) }),
    http.post(at('/members/:id/restore'), ({ params }) => { set(params.id, 'active'); return HttpResponse.json({}) }),
  )
}

test('people with role, seat, last day and state; an administrator cannot touch an owner', async () => {
  serve([person('Ana', 'owner'), person('Fred', 'freelancer', { endsOn: '2031-05-31' })])
  const { container } = await renderUi(<MemberList />, { me: admin })
  const fred = (await screen.findByText('Fred')).closest('[role=row]') as HTMLElement
  expect(fred).toHaveTextContent('FreelancerLight seat')
  expect(fred).toHaveTextContent('until May 31, 2031')
  expect(screen.queryByRole('button', { name: 'Actions for Ana' })).toBeNull()
  await expectAccessible(container)
})

test('removing happens at once and can be taken back', async () => {
  serve([person('Ed', 'employee')])
  await renderUi(<MemberList />, { me: admin })
  await userEvent.click(await screen.findByRole('button', { name: 'Actions for Ed' }))
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Remove from the company' }))
  expect(await screen.findByText('Ed was removed.')).toBeInTheDocument()
  expect(await screen.findByRole('button', { name: 'Take back' })).toBeInTheDocument()
  await userEvent.click(screen.getByRole('button', { name: 'Undo' }))
  expect(await screen.findByRole('button', { name: 'Actions for Ed' })).toBeInTheDocument()
})

test('another role tells which seat it takes, and a refusal is said in the dialog', async () => {
  serve([person('Ed', 'employee')])
  server.use(http.put(at('/roles/:role/members/:id'), () => problem(409, 'member.last_owner')))
  await renderUi(<MemberList />, { me: admin })
  await userEvent.click(await screen.findByRole('button', { name: 'Actions for Ed' }))
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Change the role…' }))
  const dialog = await screen.findByRole('dialog')
  expect(within(dialog).getByRole('button', { name: 'Save' })).toBeDisabled()
  await userEvent.click(within(dialog).getByRole('radio', { name: /Freelancer/ }))
  expect(dialog).toHaveTextContent('Takes a different seat then: Light seat instead of Full seat.')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(within(dialog).getByRole('alert')).toHaveTextContent('The last owner cannot be removed or changed.'))
})

test('a suspended person can be given the seat back', async () => {
  serve([person('Ed', 'employee')])
  await renderUi(<MemberList />, { me: admin })
  await userEvent.click(await screen.findByRole('button', { name: 'Actions for Ed' }))
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Suspend' }))
  expect(await screen.findByText('Suspended')).toBeInTheDocument()
  await userEvent.click(screen.getByRole('button', { name: 'Actions for Ed' }))
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Give the seat back' }))
  expect(await screen.findByText('Ed has the seat back.')).toBeInTheDocument()
  await waitFor(() => expect(screen.getByText('Active')).toBeInTheDocument())
})

test('a day is booked for somebody who left; a full pool says what is missing', async () => {
  serve([person('Fred', 'freelancer', { state: 'removed' }), person('Ed', 'employee', { state: 'removed' })])
  let full = true
  const booked: unknown[] = []
  server.use(
    http.get(at('/day-passes'), () => HttpResponse.json({ items: booked })),
    http.post(at('/day-passes'), async ({ request }) => {
      if (full) return problem(409, 'seat.limit')
      const pass = { id: 'p1', name: 'Fred', role: 'freelancer', state: 'booked', noSeat: false, ...(await request.json() as object) }
      booked.push(pass)
      return HttpResponse.json(pass, { status: 201 })
    }),
    http.delete(at('/day-passes/:id'), () => { booked.length = 0; return new HttpResponse(null, { status: 204 }) }),
  )
  const { container } = await renderUi(<DayPasses limit={() => 'One seat is missing'} />, { me: admin })
  await userEvent.selectOptions(await screen.findByLabelText('Person'), 'Fred')
  expect(screen.queryByRole('option', { name: 'Ed' })).toBeNull()
  await userEvent.type(screen.getByLabelText('Day'), '2031-05-31')
  await userEvent.click(screen.getByRole('button', { name: 'Book the day' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('One seat is missing')
  full = false
  await userEvent.click(screen.getByRole('button', { name: 'Book the day' }))
  expect(await screen.findByText('Booked')).toBeInTheDocument()
  await expectAccessible(container)
  await userEvent.click(screen.getByRole('button', { name: /Withdraw/ }))
  await waitFor(() => expect(screen.queryByText('Booked')).toBeNull())
})

test('a guest gets a day too, and is told about by name, address and role', async () => {
  serve([person('Fred', 'freelancer', { state: 'removed' })])
  let sent: unknown
  server.use(
    http.get(at('/day-passes'), () => HttpResponse.json({ items: [] })),
    http.post(at('/day-passes'), async ({ request }) => {
      sent = await request.json()
      return HttpResponse.json({ id: 'p1', memberId: null, name: 'Nina', role: 'technician', day: '2031-05-31', state: 'booked', noSeat: false }, { status: 201 })
    }),
  )
  const { container } = await renderUi(<DayPasses limit={() => ''} />, { me: admin })
  await userEvent.selectOptions(await screen.findByLabelText('Person'), 'Somebody new…')
  await userEvent.type(screen.getByLabelText('Name'), 'Nina')
  await userEvent.type(screen.getByLabelText('Day'), '2031-05-31')
  expect(screen.getByRole('button', { name: 'Book the day' })).toBeDisabled()
  await userEvent.type(screen.getByLabelText('E-mail'), 'nina@guest.example')
  await userEvent.selectOptions(screen.getByLabelText('Role'), 'Technician')
  await expectAccessible(container)
  await userEvent.click(screen.getByRole('button', { name: 'Book the day' }))
  expect(await screen.findByText(/^Nina can work here on/)).toBeInTheDocument()
  expect(sent).toEqual({ day: '2031-05-31', email: 'nina@guest.example', name: 'Nina', role: 'technician' })
})
