import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, test } from 'vitest'
import type { AccessPreview, Me, RoleGrants } from '@/shared/api/types'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { at, problem, server } from '@/test/server'
import { RolesPage } from './RolesPage'

beforeAll(() => i18next.loadNamespaces(['access']))

const admin: Me = { ...me, permissions: { role: { read: 'all', create: 'all', update: 'all', delete: 'all' } } }
const first: RoleGrants[] = [
  { role: 'owner', name: '', base: 'owner', version: 0, seatKind: 'full', fields: [], stages: [], members: [{ id: 'm1', name: 'Ana' }], grants: [{ object: 'contact', action: 'read', scope: 'all' }] },
  { role: 'employee', name: '', base: 'employee', version: 0, seatKind: 'full', fields: [{ object: 'contact', field: 'email', mask: 'hide' }], stages: [{ object: 'deal', stage: 's2', mask: 'hide' }], members: [], grants: [{ object: 'contact', action: 'read', scope: 'own' }, { object: 'contact', action: 'update', scope: 'own' }] },
]

const nothing: AccessPreview = { people: 0, changes: [], broken: [], fields: [], stages: [] }

function serve(refuse = false, found = nothing) {
  const sent: unknown[] = []
  let roles = first
  server.use(
    http.get(at('/me'), () => HttpResponse.json(admin)),
    http.get(at('/roles'), () => HttpResponse.json({ items: roles, names: {}, closable: [{ object: 'contact', fields: ['email', 'phone'], masked: ['email', 'phone'] }], pipelines: [{ name: 'Sales', stages: [{ id: 's1', name: 'Lead' }, { id: 's2', name: 'Won' }] }] })),
    http.get(at('/colleagues'), () => HttpResponse.json({ items: [] })),
    http.get(at('/access/examples'), () => HttpResponse.json({ items: [{ id: 'e1', userId: 'u1', personName: 'Fred', kind: 'company', recordId: 'c1', recordName: 'Globex Ltd', must: 'never' }] })),
    http.post(at('/access/preview/role'), () => (refuse ? problem(403, 'role.above_you') : HttpResponse.json(found))),
    http.post(at('/roles'), async ({ request }) => {
      sent.push(['copy', await request.json()])
      return HttpResponse.json(roles[1], { status: 201 })
    }),
    http.put(at('/roles/:role/fields'), async ({ request, params }) => {
      sent.push([params.role, await request.json()])
      return HttpResponse.json(roles[1])
    }),
    http.put(at('/roles/:role/stages'), async ({ request, params }) => {
      sent.push([params.role, await request.json()])
      return HttpResponse.json(roles[1])
    }),
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

test('a field is hidden after a look at what that does', async () => {
  const sent = serve(false, { people: 3, changes: [{ userId: 'u1', name: 'Fred', kind: 'contact', gains: 412, loses: 0, gained: ['Ada', 'Bob', 'Cleo'], lost: [] }], broken: [], fields: ['contact.email'], stages: [] })
  await renderUi(<RolesPage />, { me: admin })
  await userEvent.click(await screen.findByRole('button', { name: 'Change: Employee' }))
  const fields = within(await screen.findByRole('dialog')).getByRole('group', { name: 'Fields: Contacts' })
  expect(within(fields).getByLabelText('E-mail')).toHaveValue('hide')
  await userEvent.selectOptions(within(fields).getByLabelText('Phone'), 'Hidden')
  const asked = await screen.findByRole('dialog', { name: 'Employee: Contacts, Phone – Hidden' })
  expect(asked).toHaveTextContent('People with other rights: 3')
  expect(asked).toHaveTextContent('Fred · Contactswould gain: 412: Ada, Bob, Cleo …')
  expect(sent).toEqual([])
  await userEvent.click(within(asked).getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(sent).toEqual([['employee', { object: 'contact', field: 'phone', mask: 'hide' }]]))
})

test('an example that forbids the change is shown with it', async () => {
  serve(false, { people: 1, changes: [], fields: [], stages: [], broken: [{ id: 'e1', userId: 'u1', personName: 'Fred', kind: 'company', recordId: 'c1', recordName: 'Globex Ltd', must: 'never' }] })
  await renderUi(<RolesPage />, { me: admin })
  await userEvent.click(await screen.findByRole('button', { name: 'Change: Employee' }))
  const contacts = within(await screen.findByRole('dialog')).getByRole('group', { name: 'Contacts' })
  await userEvent.selectOptions(within(contacts).getByLabelText('See'), 'All')
  expect(await screen.findByRole('alert')).toHaveTextContent('This will be refused: Fred must never see Globex Ltd.')
})

test('a role is copied under a name of one’s own', async () => {
  const sent = serve()
  await renderUi(<RolesPage />, { me: admin })
  expect(screen.queryByRole('button', { name: 'Copy: Owner' })).toBeNull()
  await userEvent.click(await screen.findByRole('button', { name: 'Copy: Employee' }))
  await userEvent.type(await screen.findByLabelText(/Name of the role/), 'Support')
  await userEvent.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(sent).toEqual([['copy', { name: 'Support', from: 'employee' }]]))
})

test('a stage is closed to a role in words, after a look at what goes', async () => {
  const sent = serve(false, { people: 2, changes: [{ userId: 'u1', name: 'Fred', kind: 'deal', gains: 0, loses: 3, gained: [], lost: ['Roof'] }], broken: [], fields: [], stages: ['Lead'] })
  await renderUi(<RolesPage />, { me: admin })
  const row = (await screen.findByText('Employee')).closest('[role=row]') as HTMLElement
  expect(within(row).getByText('without the stages Won')).toBeInTheDocument()
  await userEvent.click(screen.getByRole('button', { name: 'Change: Employee' }))
  const stages = within(await screen.findByRole('dialog')).getByRole('group', { name: 'Sales' })
  expect(within(stages).getByLabelText('Won')).toHaveValue('hide')
  expect(stages).toHaveTextContent('Sees neither these deals nor the stage.')
  await userEvent.selectOptions(within(stages).getByLabelText('Lead'), 'Only looks')
  const asked = await screen.findByRole('dialog', { name: 'Employee: Stages of deals, Lead – Only looks' })
  expect(asked).toHaveTextContent('Fred · Dealswould lose: 3: Roof …')
  await userEvent.click(within(asked).getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(sent).toEqual([['employee', { stage: 's1', mask: 'read' }]]))
})

test('a way to reach somebody can be masked, which is said in a sentence; the table tells of it', async () => {
  const sent = serve()
  first[1]!.fields.push({ object: 'contact', field: 'phone', mask: 'mask' })
  await renderUi(<RolesPage />, { me: admin })
  expect(await screen.findByText('masked: Phone')).toBeInTheDocument()
  await userEvent.click(await screen.findByRole('button', { name: 'Change: Employee' }))
  const fields = within(await screen.findByRole('dialog')).getByRole('group', { name: 'Fields: Contacts' })
  const phone = within(fields).getByLabelText('Phone')
  expect(phone).toHaveValue('mask')
  expect(phone).toHaveAccessibleDescription('Sees only the end of a number, or the first letter and the domain of an address.')
  await userEvent.selectOptions(within(fields).getByLabelText('E-mail'), 'Masked')
  await waitFor(() => expect(sent).toEqual([['employee', { object: 'contact', field: 'email', mask: 'mask' }]]))
  first[1]!.fields.pop()
})
