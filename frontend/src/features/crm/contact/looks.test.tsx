import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Contact } from '@/shared/api/types'
import type { OwnField, OwnValues } from '@/shared/api/typesField'
import { makeFormat } from '@/shared/i18n/format'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { answers, at, problem, server } from '@/test/server'
import { ContactsPage } from './ContactsPage'

const base: OwnField = { id: 'step', object: 'contact', type: 'choice', label: 'Step', help: '', section: '', state: 'active', required: false, unique: false, decimals: 0, shownIf: null, version: 1, choices: [{ id: 'met', label: 'Met', colour: 'blue', gone: false }, { id: 'won', label: 'Won', colour: 'green', gone: false }, { id: 'old', label: 'Old', colour: 'gray', gone: true }] }
const visit: OwnField = { ...base, id: 'visit', type: 'date', label: 'Visit', choices: [] }
const today = makeFormat('en', 'EUR', 'Europe/Warsaw').day(Date.now())
const contact = (id: string, custom: OwnValues['custom'], more: Partial<Contact> = {}) => ({ id, name: `Person ${id}`, email: '', phone: '', jobTitle: '', city: 'Oslo', companyName: 'Atlas', ownerName: 'Ana', tags: [], birthday: null, version: 3, createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z', custom, customNames: {}, ...more }) as unknown as Contact

let rows: Contact[]
let asked: URLSearchParams[]
let sent: Record<string, unknown>[]
let refuse = false

/** The list as the server answers it: narrowed by the column's condition, two rows at a time. */
function list({ request }: { request: Request }) {
  const query = new URL(request.url).searchParams
  asked.push(query)
  const only = query.getAll('filter').find((f) => f.startsWith('custom.step:'))?.split(':')
  const all = rows.filter((r) => !only || (only[1] === 'empty' ? !r.custom?.step : r.custom?.step === only[2]))
  const from = Number(query.get('cursor') ?? 0)
  return HttpResponse.json({ items: all.slice(from, from + 2), next: from + 2 < all.length ? String(from + 2) : null })
}

beforeAll(() => i18next.loadNamespaces(['contact', 'list', 'looks', 'problemWork']))
beforeEach(() => {
  rows = [contact('1', { step: 'met' }), contact('2', { step: 'met' }), contact('3', { step: 'met' }), contact('4', {})]
  asked = []
  sent = []
  refuse = false
  answers('get', '/fields/contact', { items: [base, visit] } as never)
  answers('get', '/contacts/count', { count: 4 })
  server.use(
    http.get(at('/contacts'), list),
    http.get(at('/contacts/counts'), () => HttpResponse.json({ items: [...new Set(rows.map((r) => String(r.custom?.step ?? '')))].map((value) => ({ value, count: rows.filter((r) => String(r.custom?.step ?? '') === value).length })) })),
    http.patch(at('/contacts/:id'), async ({ request, params }) => {
      const body = (await request.json()) as { version: number; custom: NonNullable<OwnValues['custom']> }
      sent.push(body)
      if (refuse) return problem(409, 'contact.stale')
      rows = rows.map((r) => (r.id === params.id ? { ...r, version: body.version + 1, custom: { ...r.custom, ...body.custom } } : r))
      return HttpResponse.json(rows.find((r) => r.id === params.id))
    }),
  )
})

const lane = (name: string) => screen.findByRole('region', { name })
async function board(options: Parameters<typeof renderUi>[1] = {}) {
  const view = await renderUi(<ContactsPage />, options)
  await view.router.navigate({ to: '/acme/contacts', search: { look: 'board', by: 'custom.step' } } as never)
  await userEvent.click(within(await lane('Met')).getByRole('button', { name: 'Load more' }))
  await within(await lane('Met')).findByText('Person 1')
  return view
}
const move = async (name: string, to: string) => {
  await userEvent.click(screen.getByRole('button', { name: `Move ${name} to…` }))
  await userEvent.click(await screen.findByRole('menuitem', { name: to }))
}

describe('a board of contacts', () => {
  it('is chosen by a switch, has a column per choice, and fetches a column only when it is looked at', async () => {
    const { container, router } = await renderUi(<ContactsPage />)
    await router.navigate({ to: '/acme/contacts' } as never)
    await userEvent.click(await screen.findByRole('radio', { name: 'Board' }))
    expect(within(await lane('Met')).getByText('3 records')).toBeVisible()
    expect(within(await lane('Not set')).getByText('1 record')).toBeVisible()
    expect(screen.queryByRole('region', { name: 'Old' })).toBeNull()
    expect(asked.filter((q) => q.getAll('filter').length > 0)).toEqual([])
    await userEvent.click(within(await lane('Met')).getByRole('button', { name: 'Load more' }))
    expect(await within(await lane('Met')).findByRole('link', { name: 'Person 1' })).toHaveAttribute('href', '/acme/contacts/1')
    expect(asked.at(-1)?.getAll('filter')).toEqual(['custom.step:is:met'])
    await userEvent.click(within(await lane('Met')).getByRole('button', { name: 'Load more' }))
    expect(await within(await lane('Met')).findByText('Person 3')).toBeVisible()
    expect(within(await lane('Met')).getAllByText('Atlas')).toHaveLength(3)
    expect(router.state.location.search).toMatchObject({ look: 'board', by: 'custom.step' })
    await expectAccessible(container)
  })

  it('gives a card that is moved its choice, and takes it back', async () => {
    await board()
    await move('Person 1', 'Won')
    expect(await within(await lane('Won')).findByText('Person 1')).toBeVisible()
    expect(within(await lane('Met')).getByText('2 records')).toBeVisible()
    await waitFor(() => expect(sent).toEqual([{ version: 3, custom: { step: 'won' } }]))
    expect(await screen.findByText('Person 1 is now in Won.')).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }))
    expect(await within(await lane('Met')).findByText('Person 1')).toBeVisible()
    await waitFor(() => expect(sent.at(-1)).toEqual({ version: 4, custom: { step: 'met' } }))
  })

  it('brings a card back that the server refuses to move', async () => {
    await board()
    refuse = true
    await move('Person 2', 'Not set')
    await waitFor(() => expect(sent).toEqual([{ version: 3, custom: { step: null } }]))
    expect(await within(await lane('Met')).findByText('Person 2')).toBeVisible()
    expect(await screen.findByText(/^Someone saved this meanwhile/)).toBeVisible()
  })

  it('moves nothing for who may only read the field', async () => {
    await board({ me: { ...me, fields: { contact: { 'custom.step': 'read' } } } })
    expect(screen.queryByRole('button', { name: /^Move/ })).toBeNull()
  })

  it('is a table again for whom the field is hidden', async () => {
    const { router } = await renderUi(<ContactsPage />, { me: { ...me, fields: { contact: { 'custom.step': 'hide' } } } })
    await router.navigate({ to: '/acme/contacts', search: { look: 'board', by: 'custom.step' } } as never)
    expect(await screen.findByRole('grid', { name: 'Contacts' })).toBeVisible()
    expect((await screen.findAllByRole('radio')).map((r) => r.getAttribute('value'))).toEqual(['table', 'calendar'])
  })

  it('is kept in a view with the field that it is by', async () => {
    const made: unknown[] = []
    server.use(http.post(at('/views'), async ({ request }) => { made.push(await request.json()); return HttpResponse.json({ id: 'v1', object: 'contact', name: 'Steps', kind: 'board', q: '', sort: '', filter: [], where: '', columns: [], sharing: 'own', mine: true, mayEdit: true, version: 1 }, { status: 201 }) }))
    await board()
    await userEvent.click(await screen.findByRole('button', { name: /^Save as/ }))
    await userEvent.type(await screen.findByRole('textbox', { name: /^Name/ }), 'Steps')
    await userEvent.click(screen.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(made).toMatchObject([{ object: 'contact', name: 'Steps', kind: 'board', columns: [{ id: 'custom.step', by: true }] }]))
  })
})

describe('a calendar of contacts', () => {
  it('shows them on the days of a field, and moves them by the keyboard', async () => {
    rows = [contact('1', { visit: today }), contact('2', { visit: '2020-01-01' })]
    const { router, container } = await renderUi(<ContactsPage />)
    await router.navigate({ to: '/acme/contacts', search: { look: 'calendar', by: 'custom.visit', filter: ['city:is:Oslo'] } } as never)
    const day = (await screen.findAllByRole('listitem', { current: 'date' }))[0]!
    const link = await within(day).findByRole('link', { name: 'Person 1' })
    expect(link).toHaveAttribute('href', '/acme/contacts/1')
    expect(asked.at(-1)?.getAll('filter')).toEqual(['city:is:Oslo', expect.stringMatching(/^custom.visit:after:/), expect.stringMatching(/^custom.visit:before:/)])
    expect(screen.queryByText('Person 2')).toBeNull()
    await expectAccessible(container)
    link.focus()
    await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}')
    await waitFor(() => expect(sent).toEqual([{ version: 3, custom: { visit: new Date(Date.parse(today) + 7 * 86_400_000).toISOString().slice(0, 10) } }]))
  })

  it('has birthdays each year, which stay where they are', async () => {
    rows = [contact('1', {}, { birthday: `1980-${today.slice(5)}` })]
    const { router } = await renderUi(<ContactsPage />)
    await router.navigate({ to: '/acme/contacts', search: { look: 'calendar', by: 'birthday' } } as never)
    const link = await within((await screen.findAllByRole('listitem', { current: 'date' }))[0]!).findByRole('link', { name: 'Person 1' })
    expect(asked.at(-1)?.get('filter')).toContain(today.slice(5))
    expect(link).toHaveAttribute('draggable', 'false')
    expect(screen.queryByText(/Alt with an arrow/)).toBeNull()
  })

  it('says when there is nothing on any day', async () => {
    rows = []
    const { router } = await renderUi(<ContactsPage />)
    await router.navigate({ to: '/acme/contacts', search: { look: 'calendar', by: 'custom.visit' } } as never)
    expect(await screen.findByText('Nothing in this month.')).toBeVisible()
  })
})
