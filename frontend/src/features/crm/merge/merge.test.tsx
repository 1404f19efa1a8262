import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, test } from 'vitest'
import { expectAccessible } from '@/test/axe'
import { allAnswered, me, renderUi } from '@/test/render'
import { answers, at, problem, server } from '@/test/server'
import { RecordAbsent } from '@/shared/ui/record/RecordAbsent'
import { ApiProblem } from '@/shared/api/problem'
import { DuplicatesPage } from './DuplicatesPage'
import { MadeOf } from './MadeOf'
import { MergePage } from './MergePage'

beforeAll(() => i18next.loadNamespaces(['merge', 'contact']))

const anna = { id: 'c1', name: 'Anna Nowak', firstName: 'Anna', lastName: 'Nowak', street: '', postcode: '', city: 'Krakow', country: '', ownerName: 'Ana', version: 3 }
const ania = { ...anna, id: 'c2', name: 'Ania Nowak', firstName: 'Ania', city: '', jobTitle: 'Boss', companyName: 'Acme' }
const half = (of: typeof anna) => ({ id: of.id, name: of.name, detail: 'anna@x.io', createdAt: '2026-01-02T08:00:00Z' })
const pair = { id: 'p1', one: half(anna), other: half(ania), reasons: ['email', 'name'] }
const proposal = {
  version: 3, otherVersion: 5, moves: [{ name: 'deals', count: 2 }, { name: 'entries', count: 14 }],
  choices: [{ field: 'name', take: true, closed: false }, { field: 'address', take: false, closed: false }, { field: 'work', take: true, closed: true }],
}

test('pairs say why they look alike; one that is none is remembered, and that can be taken back', async () => {
  let apart = false
  const told: string[] = []
  server.use(
    http.get(at('/contacts/duplicates'), ({ request }) => HttpResponse.json({ items: (new URL(request.url).searchParams.get('apart') === 'true') === apart ? [pair] : [], next: null })),
    http.put(at('/contacts/duplicates/c1/c2/apart'), () => { apart = true; told.push('apart'); return new HttpResponse(null, { status: 204 }) }),
    http.delete(at('/contacts/duplicates/c1/c2/apart'), () => { apart = false; told.push('alike'); return new HttpResponse(null, { status: 204 }) }),
  )
  const user = userEvent.setup()
  const { container } = await renderUi(<DuplicatesPage path="/contacts" />)
  const row = await screen.findByRole('listitem')
  expect(within(row).getByText('Same e-mail · Similar name')).toBeVisible()
  expect(within(row).getByRole('link', { name: 'Compare Anna Nowak and Ania Nowak' })).toHaveAttribute('href', '/acme/merge/contacts/c1/c2')
  await expectAccessible(container)
  await user.click(within(row).getByRole('button', { name: 'Anna Nowak and Ania Nowak are not the same' }))
  expect(await screen.findByText('No duplicates')).toBeVisible()
  await user.click(screen.getByText('Not the same'))
  expect(await screen.findByRole('button', { name: 'Anna Nowak and Ania Nowak may be the same' })).toBeVisible()
  await user.click(await screen.findByRole('button', { name: 'Undo' }))
  expect(await screen.findByText('Nothing here')).toBeVisible()
  expect(told).toEqual(['apart', 'alike'])
  await allAnswered()
})

test('whoever may not change these records is told who may', async () => {
  await renderUi(<DuplicatesPage path="/companies" />, { me: { ...me, permissions: { company: { read: 'all' } } } })
  expect(await screen.findByText('Whoever may change these records can merge them.')).toBeVisible()
})

function both() {
  answers('get', '/contacts/c1', anna)
  answers('get', '/contacts/c2', ania)
  answers('get', '/contacts/c1/merge/c2', proposal)
}

test('what differs is chosen field by field, with the keyboard too; the rest is as proposed', async () => {
  both()
  let sent: unknown
  server.use(
    http.post(at('/contacts/c1/merge/c2'), async ({ request }) => { sent = await request.json(); return HttpResponse.json({ id: 'c1' }) }),
    http.post(at('/contacts/c2/unmerge'), () => HttpResponse.json({ id: 'c1', kept: ['address'] })),
  )
  const user = userEvent.setup()
  const { container, router } = await renderUi(<MergePage path="/contacts" id="c1" otherId="c2" />)
  const name = await screen.findByRole('group', { name: 'Name' })
  expect(within(name).getByRole('radio', { name: 'Ania Nowak' })).toBeChecked()
  expect(within(screen.getByRole('group', { name: 'Address' })).getByRole('radio', { name: 'Krakow' })).toBeChecked()
  expect(within(screen.getByRole('group', { name: 'Company and job' })).getByRole('radio', { name: 'Boss, Acme' })).toBeDisabled()
  expect(screen.getByText('2 deals')).toBeVisible()
  expect(screen.getByText('14 timeline entries')).toBeVisible()
  await expectAccessible(container)
  within(name).getByRole('radio', { name: 'Ania Nowak' }).focus()
  await user.keyboard('{ArrowLeft}')
  await waitFor(() => expect(within(name).getByRole('radio', { name: 'Anna Nowak' })).toBeChecked())
  await user.click(screen.getByRole('button', { name: 'Merge' }))
  await waitFor(() => expect(router.state.location.pathname).toBe('/acme/contacts/c1'))
  expect(sent).toEqual({ version: 3, otherVersion: 5, take: { name: false } })
  await user.click(await screen.findByRole('button', { name: 'Undo' }))
  expect(await screen.findByText('Taken apart. Changed since, so it stays here: Address')).toBeVisible()
  await allAnswered()
})

test('what stands in the company\'s own fields is chosen like the rest, under its name', async () => {
  const f = { id: 'f1', object: 'contact', type: 'choice', label: 'Roof', help: '', section: '', state: 'active', required: false, unique: false, decimals: 0, choices: [{ id: 'a', label: 'Flat', colour: 'gray', gone: false }, { id: 'b', label: 'Steep', colour: 'gray', gone: false }], shownIf: null, version: 1 }
  answers('get', '/fields/contact', { items: [f] })
  answers('get', '/contacts/c1', { ...anna, custom: { f1: 'a' } })
  answers('get', '/contacts/c2', { ...ania, custom: { f1: 'b' } })
  answers('get', '/contacts/c1/merge/c2', { ...proposal, choices: [{ field: 'custom.f1', take: false, closed: false }, { field: 'custom.gone', take: true, closed: false }] })
  let sent: unknown
  server.use(
    http.post(at('/contacts/c1/merge/c2'), async ({ request }) => { sent = await request.json(); return HttpResponse.json({ id: 'c1' }) }),
    http.post(at('/contacts/c2/unmerge'), () => HttpResponse.json({ id: 'c1', kept: ['custom.f1', 'custom.gone'] })),
  )
  const user = userEvent.setup()
  const { container } = await renderUi(<MergePage path="/contacts" id="c1" otherId="c2" />)
  const roof = await screen.findByRole('group', { name: 'Roof' })
  expect(screen.getAllByRole('group')).toHaveLength(1)
  expect(within(roof).getByRole('radio', { name: 'Flat' })).toBeChecked()
  await expectAccessible(container)
  await user.click(within(roof).getByRole('radio', { name: 'Steep' }))
  await user.click(screen.getByRole('button', { name: 'Merge' }))
  await user.click(await screen.findByRole('button', { name: 'Undo' }))
  expect(sent).toEqual({ version: 3, otherVersion: 5, take: { 'custom.f1': true } })
  expect(await screen.findByText('Taken apart. Changed since, so it stays here: Roof')).toBeVisible()
  await allAnswered()
})

test('a refused merge says why', async () => {
  both()
  server.use(http.post(at('/contacts/c1/merge/c2'), () => problem(409, 'merge.stale')))
  await renderUi(<MergePage path="/contacts" id="c1" otherId="c2" />)
  await userEvent.setup().click(await screen.findByRole('button', { name: 'Merge' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('Someone changed one of the two meanwhile.')
  await allAnswered()
})

test('a record says of what it is made, and is taken apart there', async () => {
  let items = [{ id: 'c2', name: 'Ania Nowak', at: '2026-11-01T08:00:00Z', byName: 'Ana' }, { id: 'c3', name: '', at: '2026-10-01T08:00:00Z', byName: 'Mira' }]
  server.use(
    http.get(at('/contacts/c1/merges'), () => HttpResponse.json({ items })),
    http.post(at('/contacts/c2/unmerge'), () => { items = items.slice(1); return HttpResponse.json({ id: 'c1', kept: [] }) }),
  )
  const { container } = await renderUi(<MadeOf path="/contacts" id="c1" />)
  expect(await screen.findByText(/Merged with Ania Nowak on .* by Ana/)).toBeVisible()
  expect(screen.getByText(/Merged with another record on .* by Mira/)).toBeVisible()
  await expectAccessible(container)
  await userEvent.setup().click(screen.getByRole('button', { name: 'Take Ania Nowak apart again' }))
  expect(await screen.findByText('Taken apart again')).toBeVisible()
  await waitFor(() => expect(screen.queryByText(/Merged with Ania Nowak/)).toBeNull())
  await allAnswered()
})

test('the address of a record that was merged leads to the one that it is now', async () => {
  const error = new ApiProblem({ status: 404, code: 'contact.not_found', params: { mergedInto: 'c1' } })
  const { router } = await renderUi(<RecordAbsent query={{ data: undefined, error, isError: true, refetch: () => undefined }} path="/contacts" listLabel="Contacts" />)
  await waitFor(() => expect(router.state.location.pathname).toBe('/acme/contacts/c1'))
})
