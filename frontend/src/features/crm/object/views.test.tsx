import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { makeQueryClient } from '@/shared/api/query'
import type { OwnField } from '@/shared/api/typesField'
import type { ObjectRecord, OwnObject } from '@/shared/api/typesObject'
import type { ListView, ListViews } from '@/shared/api/typesView'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { answers, at, server } from '@/test/server'
import { RecordPage } from './RecordPage'
import { RecordsPage } from './RecordsPage'

const machine: OwnObject = { id: 'o1', code: 'o123456789abc', name: 'Machine', plural: 'Machines', icon: 'machine', state: 'active', version: 1 }
const step: OwnField = { id: 'step', object: machine.code, type: 'choice', label: 'Step', help: '', section: '', state: 'active', required: false, unique: false, decimals: 0, shownIf: null, version: 1, choices: [{ id: 'met', label: 'Met', colour: 'blue', gone: false }] }
const full = { read: 'all', create: 'all', update: 'all', delete: 'all', export: 'all' } as const
const rights = { ...me, permissions: { ...me.permissions, object_record: full } }
const record = (id: string, name: string) => ({ id, objectId: 'o1', name, ownerId: null, ownerName: '', links: [], custom: {}, customNames: {}, createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z', version: 1 }) as ObjectRecord
const view = (id: string, more: Partial<ListView>): ListView => ({
  id, object: machine.code, name: id, kind: 'table', q: '', sort: '', filter: [], where: '', columns: [], sharing: 'own', teamId: null, teamName: '', ownerName: 'Ana Kowalska', mine: true, mayEdit: true, closed: false, version: 1, ...more,
})
let all: ListViews
let sent: Record<string, unknown>[] = []

beforeAll(() => i18next.loadNamespaces(['object', 'list', 'looks', 'problemWork']))
beforeEach(() => {
  sent = []
  all = { items: [view('v1', { name: 'Presses', filter: ['owner:is:me'], sort: '-name', columns: [{ id: 'name' }, { id: 'createdAt' }] })], choice: { opens: '', tabs: [], columns: [] }, mayShare: true }
  answers('get', '/objects', { items: [machine] } as never)
  answers('get', '/fields/object_record', { items: [step] } as never)
  answers('get', '/objects/o1/records', { items: [record('r1', 'Press'), record('r2', 'Saw')], next: null })
  answers('get', '/objects/o1/records/count', { count: 2 })
  answers('get', '/objects/o1/records/counts', { items: [] })
  const note = async (request: Request) => { const body = (await request.json()) as Record<string, unknown>; sent.push(body); return body }
  server.use(
    http.get(at('/views'), ({ request }) => (new URL(request.url).searchParams.get('object') === machine.code ? HttpResponse.json(all) : HttpResponse.json({}, { status: 404 }))),
    http.get(at('/teams'), () => HttpResponse.json({ items: [] })),
    http.get(at('/object-records/:id'), ({ params }) => HttpResponse.json(record(String(params.id), params.id === 'r1' ? 'Press' : 'Saw'))),
    http.post(at('/views'), async ({ request }) => HttpResponse.json(view('v9', (await note(request)) as never), { status: 201 })),
    http.put(at('/list-choice'), async ({ request }) => HttpResponse.json(await note(request))),
  )
})
const open = () => renderUi(<RecordsPage />, { me: rights, route: { path: '$slug/objects/$object', at: '/acme/objects/o1' } })

it('what is asked of a list of own records is kept as a view, and shared', async () => {
  const { router, container } = await open()
  expect(await screen.findByRole('button', { name: 'All' })).toHaveAttribute('aria-current', 'true')
  await router.navigate({ to: '.', search: { filter: ['owner:is:me'], sort: 'name' } as never })
  await userEvent.click(await screen.findByRole('button', { name: 'Save as new view' }))
  const form = await screen.findByRole('dialog', { name: 'Save as new view' })
  await userEvent.type(await within(form).findByRole('textbox', { name: /Name/ }), 'Mine')
  await userEvent.selectOptions(within(form).getByRole('combobox'), 'all')
  await userEvent.click(within(form).getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(router.state.location.search).toMatchObject({ saved: 'v9' }))
  expect(sent[0]).toMatchObject({ object: machine.code, name: 'Mine', sharing: 'all', kind: 'table', filter: ['owner:is:me'], sort: 'name' })
  expect(await screen.findByRole('button', { name: /^Mine/, current: true })).toBeVisible()
  await expectAccessible(container)
})

it('a list opens with the view that was chosen, with what it asks for and its columns', async () => {
  all.choice.opens = 'v1'
  const { router } = await open()
  await waitFor(() => expect(router.state.location.search).toEqual({ saved: 'v1', filter: ['owner:is:me'], sort: '-name' }))
  const heads = async () => (await screen.findAllByRole('columnheader')).map((h) => h.textContent)
  await waitFor(async () => expect((await heads()).filter(Boolean)).toHaveLength(2))
  expect(screen.queryByRole('columnheader', { name: /Owner/ })).toBeNull()
})

it('a board is kept in a view with the field of its columns, and one opens as a board', async () => {
  all.items = [view('v2', { name: 'Steps', kind: 'board', sharing: 'all', mine: false, columns: [{ id: 'custom.step', by: true }] })]
  const { router } = await open()
  await userEvent.click(await screen.findByRole('button', { name: 'More views' }))
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Steps' }))
  await waitFor(() => expect(router.state.location.search).toEqual({ saved: 'v2', look: 'board', by: 'custom.step' }))
  expect(screen.queryByRole('button', { name: 'Save as new view' })).toBeNull()
  await userEvent.click(await screen.findByRole('button', { name: 'Filter' }))
  expect(within(await screen.findByLabelText('Field')).getByRole('option', { name: 'Segment' })).toBeVisible()
})

it('from a list of own records one reads on to the next, and goes back to the view one came from', async () => {
  const queryClient = makeQueryClient()
  const { router, unmount } = await renderUi(<RecordsPage />, { me: rights, queryClient, route: { path: '$slug/objects/$object', at: '/acme/objects/o1' } })
  await userEvent.click(await screen.findByRole('button', { name: 'Presses' }))
  await waitFor(() => expect(router.state.location.search).toMatchObject({ saved: 'v1' }))
  expect(await screen.findByRole('link', { name: 'Saw' })).toHaveAttribute('href', '/acme/records/r2')
  await waitFor(() => expect(queryClient.getQueryCache().findAll({ queryKey: ['/objects', 'o1', 'list'] }).at(-1)?.state.status).toBe('success'))
  unmount()
  await renderUi(<RecordPage id="r1" main={() => null} aside={() => null} />, { me: rights, queryClient })
  expect(await screen.findByRole('link', { name: 'Next in the list' })).toHaveAttribute('href', '/acme/records/r2')
  expect(screen.getByText('1 of 2')).toBeVisible()
  expect(screen.getByRole('link', { name: 'Machines' }).getAttribute('href')).toContain('saved=v1')
})
