import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, test } from 'vitest'
import type { Me, RoleGrants } from '@/shared/api/types'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { at, problem, server } from '@/test/server'
import { RolesPage } from './RolesPage'

beforeAll(() => i18next.loadNamespaces(['access']))

const admin: Me = { ...me, permissions: { role: { read: 'all', update: 'all' } } }
const first: RoleGrants[] = [
  { role: 'owner', seatKind: 'full', grants: [{ object: 'contact', action: 'read', scope: 'all' }] },
  { role: 'employee', seatKind: 'full', grants: [{ object: 'contact', action: 'read', scope: 'own' }, { object: 'contact', action: 'update', scope: 'own' }] },
]

function serve(refuse = false) {
  const sent: unknown[] = []
  let roles = first
  server.use(
    http.get(at('/me'), () => HttpResponse.json(admin)),
    http.get(at('/roles'), () => HttpResponse.json({ items: roles })),
    http.put(at('/roles/:role/grants'), async ({ request, params }) => {
      if (refuse) return problem(403, 'role.above_you')
      const g = (await request.json()) as { object: 'contact'; action: 'read'; scope: 'team' }
      sent.push([params.role, g])
      roles = roles.map((r) => (r.role === params.role ? { ...r, grants: [...r.grants.filter((x) => x.object !== g.object || x.action !== g.action), g] } : r))
      return HttpResponse.json(roles[1])
    }),
  )
  return sent
}

test('the table says in words what each role sees', async () => {
  serve()
  const { container } = await renderUi(<RolesPage />, { me: admin })
  const row = (await screen.findByText('Employee')).closest('[role=row]') as HTMLElement
  expect(within(row).getByText('Sees own and shared')).toBeInTheDocument()
  expect(within(row).getByText('changes')).toBeInTheDocument()
  expect(within(row).getAllByText('No access').length).toBeGreaterThan(0)
  await expectAccessible(container)
})

test('a right is changed at once and can be taken back', async () => {
  const sent = serve()
  await renderUi(<RolesPage />, { me: admin })
  await userEvent.click(await screen.findByRole('button', { name: 'Change: Employee' }))
  const contacts = within(await screen.findByRole('dialog')).getByRole('group', { name: 'Contacts' })
  await userEvent.selectOptions(within(contacts).getByLabelText('See'), 'The team’s')
  expect(await screen.findByText('Employee: Contacts, See – The team’s')).toBeInTheDocument()
  await userEvent.click(screen.getByRole('button', { name: 'Undo' }))
  await waitFor(() => expect(sent).toEqual([['employee', { object: 'contact', action: 'read', scope: 'team' }], ['employee', { object: 'contact', action: 'read', scope: 'own' }]]))
})

test('what the server refuses goes back and says why', async () => {
  serve(true)
  await renderUi(<RolesPage />, { me: admin })
  await userEvent.click(await screen.findByRole('button', { name: 'Change: Employee' }))
  const contacts = within(await screen.findByRole('dialog')).getByRole('group', { name: 'Contacts' })
  await userEvent.selectOptions(within(contacts).getByLabelText('See'), 'All')
  expect(await screen.findByText('Nobody can grant more than they may do themselves.')).toBeInTheDocument()
  await waitFor(() => expect(within(contacts).getByLabelText('See')).toHaveValue('own'))
})

test('the owner’s rights are shown, not offered', async () => {
  serve()
  await renderUi(<RolesPage />, { me: admin })
  await userEvent.click(await screen.findByRole('button', { name: 'All rights: Owner' }))
  const dialog = await screen.findByRole('dialog')
  expect(within(dialog).queryByRole('combobox')).toBeNull()
  expect(dialog).toHaveTextContent('The owner’s rights are fixed')
})

test('who may not see roles reads who may', async () => {
  await renderUi(<RolesPage />, { me: { ...me, permissions: {} } })
  expect(await screen.findByText('Owners and administrators can see the roles.')).toBeInTheDocument()
})
