import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Contact, Me } from '@/shared/api/types'
import { answers, at, problem, server } from '@/test/server'
import { me, renderUi } from '@/test/render'
import { ContactsPage } from './ContactsPage'
import { NewContact } from './NewContact'

const contact = (id: string, more: Partial<Contact> = {}): Contact => ({
  preferredName: '', emailLabel: '', moreEmails: [], phoneLabel: '', morePhones: [], companySince: null, positions: [], language: '', tags: [], consent: { email: [], phone: [] },
  id, name: `Person ${id}`, firstName: 'Person', lastName: id, email: `${id}@a.test`, phone: '', jobTitle: '', companyId: null, companyName: '', ownerId: 'u1', ownerName: 'Ana Kowalska',
  street: '', city: 'Oslo', postcode: '', country: '', birthday: null, source: '', createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z', version: 3, ...more,
})
let rows: Contact[] = []
const asked: string[] = []

beforeAll(() => i18next.loadNamespaces(['contact', 'list']))
beforeEach(() => {
  rows = [contact('1'), contact('2')]
  asked.length = 0
  answers('get', '/colleagues', { items: [] })
  answers('get', '/contacts/alike', { items: [] })
  server.use(
    http.get(at('/contacts'), ({ request }) => { asked.push(new URL(request.url).search); return HttpResponse.json({ items: rows, next: null }) }),
    http.get(at('/contacts/count'), () => HttpResponse.json({ count: rows.length })),
  )
})

describe('the list', () => {
  it('shows rows, their number, and asks the server for another order', async () => {
    await renderUi(<ContactsPage />)
    expect(await screen.findByRole('link', { name: 'Person 1' })).toHaveAttribute('href', '/acme/contacts/1')
    expect(await screen.findByText('2 rows')).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'City' }))
    await waitFor(() => expect(asked.at(-1)).toContain('sort=city'))
  })

  it('shows only what the role allows', async () => {
    const fred: Me = { ...me, permissions: { contact: { read: 'assigned', update: 'assigned' } } }
    await renderUi(<ContactsPage />, { me: fred })
    await screen.findByRole('link', { name: 'Person 1' })
    for (const name of ['New contact', 'Export', 'Import']) expect(screen.queryByText(name)).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: 'More actions: Person 1' }))
    expect(await screen.findByRole('menuitem', { name: 'E-mail' })).toBeVisible()
    expect(screen.queryByRole('menuitem', { name: 'Delete contact' })).toBeNull()
  })

  it('has no column, filter or input for what the role hides, and none to edit for what it only reads', async () => {
    const closed: Me = { ...me, fields: { contact: { phone: 'hide', address: 'hide', email: 'read' } } }
    await renderUi(<ContactsPage />, { me: closed })
    await userEvent.dblClick(await screen.findByText('1@a.test'))
    expect(screen.queryByRole('textbox', { name: 'E-mail' })).toBeNull()
    for (const name of ['City', 'Phone']) expect(screen.queryByRole('columnheader', { name })).toBeNull()
    expect(screen.getByRole('columnheader', { name: 'Job title' })).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: /filter/i }))
    expect(await screen.findByText('Source', { selector: '[role=menuitem], [role=menuitem] *, option, button *' })).toBeVisible()
    for (const name of ['City', 'Phone', 'Country']) expect(screen.queryByText(name)).toBeNull()
  })

  it('the form leaves out what the role does not fill in', async () => {
    await renderUi(<NewContact opened onClose={() => undefined} />, { me: { ...me, fields: { contact: { phone: 'hide', email: 'read' } } } })
    expect(await screen.findByLabelText(/First name/)).toBeVisible()
    for (const name of [/Phone/, /E-mail/]) expect(screen.queryByLabelText(name)).toBeNull()
  })

  it('a viewer cannot edit a cell', async () => {
    await renderUi(<ContactsPage />, { me: { ...me, permissions: { contact: { read: 'all' } } } })
    await userEvent.dblClick(await screen.findByText('1@a.test'))
    expect(screen.queryByRole('textbox', { name: 'E-mail' })).toBeNull()
  })

  it('a refused cell keeps what was typed and names the field', async () => {
    server.use(http.patch(at('/contacts/1'), () => problem(422, 'contact.bad_email', { errors: [{ field: 'email', code: 'contact.bad_email', detail: 'x' }] })))
    await renderUi(<ContactsPage />)
    await userEvent.dblClick(await screen.findByText('1@a.test'))
    const input = await screen.findByRole('textbox', { name: 'E-mail' })
    await userEvent.clear(input)
    await userEvent.type(input, 'nonsense{Enter}')
    expect(await screen.findByRole('alert')).toHaveTextContent('E-mail: an address looks like name@example.com.')
    expect(screen.getByRole('textbox', { name: 'E-mail' })).toHaveValue('nonsense')
  })

  it('a deleted contact is gone at once and comes back when taken back', async () => {
    const calls: string[] = []
    server.use(
      http.delete(at('/contacts/1'), () => { calls.push('delete'); rows = [contact('2')]; return new HttpResponse(null, { status: 204 }) }),
      http.post(at('/contacts/1/restore'), () => { calls.push('restore'); rows = [contact('1'), contact('2')]; return HttpResponse.json(contact('1')) }),
    )
    await renderUi(<ContactsPage />)
    await userEvent.click(await screen.findByRole('button', { name: 'More actions: Person 1' }))
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Delete contact' }))
    await waitFor(() => expect(screen.queryByRole('link', { name: 'Person 1' })).toBeNull())
    expect(await screen.findByText('Person 1 deleted')).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }))
    expect(await screen.findByRole('link', { name: 'Person 1' })).toBeVisible()
    expect(calls).toEqual(['delete', 'restore'])
  })

  it('a refused deletion brings the row back and says why', async () => {
    server.use(http.delete(at('/contacts/1'), () => problem(403, 'access.denied')))
    await renderUi(<ContactsPage />)
    await userEvent.click(await screen.findByRole('button', { name: 'More actions: Person 1' }))
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Delete contact' }))
    expect(await screen.findByText('Your role does not allow this.')).toBeVisible()
    expect(await screen.findByRole('link', { name: 'Person 1' })).toBeVisible()
  })

  it('without contacts offers to make one', async () => {
    rows = []
    await renderUi(<ContactsPage />)
    expect(await screen.findByText('No contacts yet')).toBeVisible()
    await userEvent.click(screen.getAllByRole('button', { name: 'New contact' }).at(-1)!)
    expect(await screen.findByRole('dialog', { name: 'New contact' })).toBeVisible()
  })

  it('an address the list does not know loses its filters, with a word about it', async () => {
    server.use(http.get(at('/contacts'), ({ request }) => (new URL(request.url).search.includes('shoe') ? problem(400, 'list.bad') : HttpResponse.json({ items: rows, next: null }))))
    const { router } = await renderUi(<ContactsPage />)
    await router.navigate({ to: '.', search: { filter: ['shoe:is:42'] } as never })
    await waitFor(() => expect(screen.getByText(/The filters were reset/)).toBeVisible())
    expect(await screen.findByRole('link', { name: 'Person 1' })).toBeVisible()
  })
})

describe('a new contact', () => {
  const form = () => renderUi(<NewContact opened onClose={() => undefined} />)

  it('needs a name, an e-mail address or a phone number', async () => {
    await form()
    const dialog = await screen.findByRole('dialog')
    await userEvent.click(within(dialog).getByRole('button', { name: 'Add contact' }))
    expect(await screen.findByText('Fill in a name, an e-mail address or a phone number.')).toBeVisible()
    expect(screen.getByRole('textbox', { name: 'First name' })).toHaveFocus()
  })

  it('sends only what was filled in, and shows the server’s problem at its field', async () => {
    const bodies: unknown[] = []
    server.use(http.post(at('/contacts'), async ({ request }) => {
      bodies.push(await request.json())
      return bodies.length === 1 ? problem(422, 'contact.bad_email', { errors: [{ field: 'email', code: 'contact.bad_email', detail: 'x' }] }) : HttpResponse.json(contact('9', { name: 'Ravi' }), { status: 201 })
    }))
    const { router } = await form()
    await userEvent.type(await screen.findByRole('textbox', { name: 'First name' }), 'Ravi')
    await userEvent.type(screen.getByRole('textbox', { name: 'E-mail' }), 'ravi@')
    await userEvent.click(screen.getByRole('button', { name: 'Add contact' }))
    expect(await screen.findByText('E-mail: an address looks like name@example.com.')).toBeVisible()
    expect(screen.getByRole('textbox', { name: 'E-mail' })).toHaveFocus()
    await userEvent.type(screen.getByRole('textbox', { name: 'E-mail' }), 'a.test')
    await userEvent.click(screen.getByRole('button', { name: 'Add contact' }))
    await waitFor(() => expect(router.state.location.pathname).toBe('/acme/contacts/9'))
    expect(bodies).toEqual([{ firstName: 'Ravi', email: 'ravi@', ownerId: 'u1' }, { firstName: 'Ravi', email: 'ravi@a.test', ownerId: 'u1' }])
  })

  it('tells who may be there already, and adds them all the same', async () => {
    const asked: string[] = []
    server.use(
      http.get(at('/contacts/alike'), ({ request }) => {
        asked.push(new URL(request.url).search)
        return HttpResponse.json({ items: [{ id: '7', name: 'Anna Nowak', companyName: 'Acme', reasons: ['email', 'name'] }] })
      }),
      http.post(at('/contacts'), () => HttpResponse.json(contact('9'), { status: 201 })),
    )
    const { router } = await form()
    await userEvent.type(await screen.findByRole('textbox', { name: 'First name' }), 'Anna')
    await userEvent.type(screen.getByRole('textbox', { name: 'E-mail' }), 'anna@a.test')
    await userEvent.tab()
    const link = await screen.findByRole('link', { name: 'Anna Nowak, Acme' })
    expect(link).toHaveAttribute('href', '/acme/contacts/7')
    expect(link.closest('li')).toHaveTextContent('(same e-mail, similar name)')
    await waitFor(() => expect(asked.at(-1)).toBe('?name=Anna&email=anna%40a.test&phone='))
    await userEvent.click(screen.getByRole('button', { name: 'Add contact' }))
    await waitFor(() => expect(router.state.location.pathname).toBe('/acme/contacts/9'))
  })

  it('has further fields behind a button', async () => {
    await form()
    expect(screen.queryByRole('textbox', { name: 'City' })).toBeNull()
    await userEvent.click(await screen.findByRole('button', { name: 'More fields' }))
    expect(screen.getByRole('textbox', { name: 'City' })).toBeVisible()
  })
})
