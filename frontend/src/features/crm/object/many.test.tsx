import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import type { ChangeEntry, ChangeSet } from '@/shared/api/typesBulk'
import type { OwnField } from '@/shared/api/typesField'
import type { ObjectRecord, OwnObject } from '@/shared/api/typesObject'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { answers, at, server } from '@/test/server'
import { RecordsPage } from './RecordsPage'

const full = { read: 'all', create: 'all', update: 'all', delete: 'all', export: 'all' } as const
const admin = { ...me, permissions: { ...me.permissions, object_record: full, changeset: full } }
const machine: OwnObject = { id: 'o1', code: 'o123456789abc', name: 'Machine', plural: 'Machines', icon: 'machine', state: 'active', version: 1 }
const field = (id: string, label: string) => ({ id, object: machine.code, type: 'text', label, help: '', section: '', state: 'active', required: false, unique: false, decimals: 0, choices: [], shownIf: null, version: 1 }) as OwnField
const row = (id: string, name: string) => ({ id, objectId: 'o1', name, ownerId: 'u1', ownerName: 'Ana Kowalska', links: [], custom: {}, customNames: {}, createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z', version: 1 }) as ObjectRecord
const set: ChangeSet = {
  id: 's1', act: 'edit', object: machine.code, name: 'Machines', edit: {}, state: 'ready', total: 1, done: 1, changed: 1, same: 0, failed: 0, back: 0, kept: 0, byName: 'Ana', undoable: false,
  createdAt: '2026-03-01T10:00:00Z', finishedAt: null, undoneAt: null, undoneBy: '', keptUntil: '2026-03-31T10:00:00Z',
}
const would: ChangeEntry = { object: 'object_record', recordId: 'r1', name: 'Press 4', state: 'fits', code: '', fields: [], params: null, changes: [{ field: 'custom.s', label: 'Serial', from: 'K-7', to: 'K-8' }], byName: '', at: null }
const orders: unknown[] = []

beforeAll(() => i18next.loadNamespaces(['object', 'list', 'looks', 'bulk', 'activity', 'problemWork']))
beforeEach(() => {
  orders.length = 0
  answers('get', '/objects', { items: [machine] } as never)
  answers('get', '/fields/object_record', { items: [field('s', 'Serial'), field('h', 'Hall')] } as never)
  answers('get', '/objects/o1/records', { items: [row('r1', 'Press 4'), row('r2', 'Saw')], next: null } as never)
  answers('get', '/objects/o1/records/count', { count: 7 })
  answers('get', '/colleagues', { items: [] })
  server.use(
    http.post(at('/changesets'), async ({ request }) => { orders.push(await request.json()); return HttpResponse.json(set, { status: 201 }) }),
    http.get(at('/changesets/s1'), () => HttpResponse.json(set)),
    http.get(at('/changesets/s1/entries'), () => HttpResponse.json({ items: [would], more: false })),
  )
})

const open = (as: typeof me) => renderUi(<RecordsPage />, { me: as, route: { path: '$slug/objects/$object', at: '/acme/objects/o1' } })
const bar = async () => within(await screen.findByRole('toolbar', { name: 'Actions on what is selected' }))

it('fields of chosen records are set and emptied, shown before, and put back after', async () => {
  const undone: string[] = []
  server.use(
    http.post(at('/changesets/s1/start'), () => HttpResponse.json({ ...set, state: 'done', undoable: true })),
    http.post(at('/changesets/s1/undo'), () => { undone.push('s1'); return HttpResponse.json({ ...set, state: 'undone', back: 1 }) }),
  )
  await open(admin)
  const user = userEvent.setup()
  await user.click(await screen.findByRole('checkbox', { name: 'Select Press 4' }))
  await user.click((await bar()).getByRole('button', { name: 'Edit' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Edit what is selected' }))
  await user.type(await dialog.findByRole('textbox', { name: 'Serial' }), 'K-8')
  await user.click(dialog.getByRole('button', { name: 'Empty fields…' }))
  expect(dialog.getAllByRole('checkbox').map((box) => box.closest('div')?.parentElement?.textContent)).toEqual(['Owner', 'Serial', 'Hall'])
  await user.click(dialog.getByRole('checkbox', { name: 'Owner' }))
  await user.click(dialog.getByRole('checkbox', { name: 'Hall' }))
  await expectAccessible(screen.getByRole('dialog'))
  await user.click(dialog.getByRole('button', { name: 'Preview' }))
  await waitFor(() => expect(orders).toEqual([{ act: 'edit', object: machine.code, ids: ['r1'], edit: { ownerId: null, custom: { s: 'K-8', h: null } } }]))
  expect(await dialog.findByRole('link', { name: 'Press 4' })).toHaveAttribute('href', '/acme/records/r1')
  expect(dialog.getByText('Serial')).toBeVisible()
  await user.click(dialog.getByRole('button', { name: 'Change 1 record' }))
  await user.click(await screen.findByRole('button', { name: 'Undo' }))
  await waitFor(() => expect(undone).toEqual(['s1']))
})

it('all that a search finds are deleted', async () => {
  const { router } = await open(admin)
  await router.navigate({ to: '/acme/objects/o1', search: { q: 'press' } } as never)
  await userEvent.click(await screen.findByRole('checkbox', { name: 'Select Saw' }))
  await userEvent.click((await bar()).getByRole('button', { name: 'Select all 7 that fit' }))
  await userEvent.click((await bar()).getByRole('button', { name: 'Delete' }))
  await waitFor(() => expect(orders).toEqual([{ act: 'delete', object: machine.code, question: { q: 'press' }, count: 7 }]))
})

it('who may not change many chooses none', async () => {
  await open({ ...admin, permissions: { ...admin.permissions, changeset: {} } })
  expect(await screen.findByText('Press 4')).toBeVisible()
  expect(screen.queryByRole('checkbox', { name: 'Select Press 4' })).toBeNull()
})
