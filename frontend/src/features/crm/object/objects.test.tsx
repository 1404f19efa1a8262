import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import type { OwnField } from '@/shared/api/typesField'
import type { ObjectRecord, OwnObject } from '@/shared/api/typesObject'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { answers, at, problem, server } from '@/test/server'
import { LinkedPanels } from './LinkedPanels'
import { ObjectsPage } from './ObjectsPage'
import { RecordPage } from './RecordPage'

beforeAll(() => i18next.loadNamespaces(['object', 'field', 'problemWork']))

const full = { read: 'all', create: 'all', update: 'all', delete: 'all', export: 'all' } as const
const rights = { ...me, permissions: { ...me.permissions, object_record: full, tenant: { read: 'all', update: 'all' } as const } }
const machine: OwnObject = { id: 'o1', code: 'o123456789abc', name: 'Machine', plural: 'Machines', icon: 'machine', state: 'active', version: 1 }
const serial: OwnField = { id: 's', object: machine.code, type: 'text', label: 'Serial', help: '', section: '', state: 'active', required: false, unique: false, decimals: 0, choices: [], shownIf: null, version: 1 }
let objects: OwnObject[]
let press: ObjectRecord
const sent: unknown[] = []

beforeEach(() => {
  sent.length = 0
  objects = [machine]
  press = { id: 'r1', objectId: 'o1', name: 'Press 4', ownerId: 'u1', ownerName: 'Ana Kowalska', links: [{ kind: 'company', id: 'c1', name: 'Atlas' }], custom: { s: 'K-7' }, customNames: {}, createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z', version: 3 } as ObjectRecord
  answers('get', '/fields/object_record', { items: [serial] } as never)
  server.use(
    http.get(at('/objects'), () => HttpResponse.json({ items: objects })),
    http.get(at('/object-records/r1'), () => HttpResponse.json(press)),
    http.patch(at('/objects/o1'), async ({ request }) => {
      const body = (await request.json()) as Partial<OwnObject>
      sent.push(body)
      objects = [{ ...machine, ...body, version: 2 }]
      return HttpResponse.json(objects[0])
    }),
    http.patch(at('/objects/o1/records/r1'), async ({ request }) => {
      const body = (await request.json()) as { custom?: Record<string, string> }
      sent.push(body)
      press = { ...press, version: press.version + 1, custom: { ...press.custom, ...body.custom } }
      return HttpResponse.json(press)
    }),
  )
})

test('a kind of records is made with a name for one and for several; a name that is taken is refused in words', async () => {
  objects = []
  server.use(http.post(at('/objects'), async ({ request }) => {
    const body = (await request.json()) as { name: string }
    sent.push(body)
    if (sent.length === 1) return problem(409, 'object.taken', { errors: [{ field: 'name', code: 'object.taken', detail: 'x' }] })
    objects = [machine]
    return HttpResponse.json(machine, { status: 201 })
  }))
  const { container } = await renderUi(<ObjectsPage />, { me: rights })
  await userEvent.click(await screen.findByRole('button', { name: 'New kind of records' }))
  await userEvent.type(await screen.findByRole('textbox', { name: /^What one is called/ }), 'Machine')
  await userEvent.type(screen.getByRole('textbox', { name: /^What several are called/ }), 'Machines')
  await userEvent.click(screen.getByRole('button', { name: 'Machine' }))
  await userEvent.click(screen.getByRole('button', { name: 'Make it' }))
  expect(await screen.findByText('Another kind of records has this name.')).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'Make it' }))
  expect(await screen.findByRole('link', { name: /^Fields: Machines/ })).toHaveAttribute('href', expect.stringContaining(machine.code))
  expect(sent[1]).toEqual({ name: 'Machine', plural: 'Machines', icon: 'machine' })
  await expectAccessible(container)
})

test('it is archived at once, which can be taken back', async () => {
  await renderUi(<ObjectsPage />, { me: rights })
  await userEvent.click(await screen.findByRole('button', { name: 'More: Machines' }))
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Archive' }))
  expect(await screen.findByRole('heading', { name: 'Archived' })).toBeVisible()
  await userEvent.click(await screen.findByRole('button', { name: 'Undo' }))
  await waitFor(() => expect(sent).toEqual([{ version: 1, state: 'archived' }, { version: 2, state: 'active' }]))
})

test('others are told who may', async () => {
  await renderUi(<ObjectsPage />)
  expect(await screen.findByText(/Owners and administrators make kinds of records/)).toBeVisible()
})

test('a record has its fields, each edited where it is read, and what it is linked with', async () => {
  const { container } = await renderUi(<RecordPage id="r1" main={() => null} aside={() => null} />, { me: rights })
  await userEvent.click(await screen.findByRole('button', { name: /^Serial:/ }))
  await userEvent.clear(screen.getByRole('textbox', { name: 'Serial' }))
  await userEvent.type(screen.getByRole('textbox', { name: 'Serial' }), 'K-8{Enter}')
  await waitFor(() => expect(sent).toEqual([{ version: 3, custom: { s: 'K-8' } }]))
  expect(screen.getByRole('link', { name: 'Atlas' })).toHaveAttribute('href', '/acme/companies/c1')
  expect(screen.getByRole('link', { name: 'Machines' })).toHaveAttribute('href', '/acme/objects/o1')
  await expectAccessible(container)
})

test('who may only read changes nothing', async () => {
  await renderUi(<RecordPage id="r1" main={() => null} aside={() => null} />, { me: { ...me, permissions: { object_record: { read: 'own' } } } })
  expect(await screen.findByText('Serial', { selector: 'dt' })).toBeVisible()
  for (const name of [/^Serial:/, 'Link', 'Remove the link: Atlas']) expect(screen.queryByRole('button', { name })).toBeNull()
})

test('a company has a panel for each kind, where one is added and linked at once', async () => {
  answers('get', '/objects/linked', { items: [{ object: machine, records: [{ id: 'r1', name: 'Press 4' }] }] } as never)
  server.use(
    http.post(at('/objects/o1/records'), async ({ request }) => { sent.push(await request.json()); return HttpResponse.json({ ...press, id: 'r2', name: 'Saw' }, { status: 201 }) }),
    http.post(at('/objects/o1/records/r2/links'), async ({ request }) => { sent.push(await request.json()); return HttpResponse.json(press) }),
  )
  const { container } = await renderUi(<LinkedPanels about={{ kind: 'company', id: 'c1' }} />, { me: rights })
  const list = await screen.findByRole('list', { name: 'Machines' })
  expect(within(list).getByRole('link', { name: 'Press 4' })).toHaveAttribute('href', '/acme/records/r1')
  await expectAccessible(container)
  await userEvent.click(screen.getByRole('button', { name: 'New: Machine' }))
  await userEvent.type(await screen.findByRole('textbox', { name: /^Name/ }), 'Saw')
  await userEvent.click(screen.getByRole('button', { name: 'Add' }))
  await waitFor(() => expect(sent).toEqual([{ name: 'Saw' }, { kind: 'company', id: 'c1' }]))
})
