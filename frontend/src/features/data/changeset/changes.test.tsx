import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, test } from 'vitest'
import type { Me } from '@/shared/api/types'
import type { ChangeSet } from '@/shared/api/typesBulk'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { answers, at, server } from '@/test/server'
import { ChangePage } from './ChangePage'
import { ChangesPage } from './ChangesPage'

beforeAll(() => i18next.loadNamespaces(['bulk', 'activity', 'problemWork']))

const admin: Me = { ...me, permissions: { ...me.permissions, changeset: { read: 'all', update: 'all' } } }
const set = (id: string, more: Partial<ChangeSet> = {}): ChangeSet => ({
  id, act: 'edit', object: 'contact', name: '', edit: {}, state: 'done', total: 3, done: 3, changed: 3, same: 0, failed: 0, back: 0, kept: 0, byName: 'Ana Kowalska', undoable: true,
  createdAt: '2026-03-01T10:00:00Z', finishedAt: '2026-03-01T10:00:01Z', undoneAt: null, undoneBy: '', keptUntil: '2026-03-31T10:00:00Z', ...more,
})

test('acts are told in words, and one is taken back', async () => {
  let state: Partial<ChangeSet> = {}
  server.use(
    http.get(at('/changesets'), () => HttpResponse.json({ items: [set('s1', state), set('s2', { act: 'import', name: 'people.csv', failed: 2 }), set('s3', { act: 'delete', object: 'o123456789abc', name: 'Machines', changed: 1200 })], next: null })),
    http.post(at('/changesets/s1/undo'), () => { state = { state: 'partly', undoable: false, back: 2, kept: 1 }; return HttpResponse.json(set('s1', state)) }),
  )
  const { container } = await renderUi(<ChangesPage />, { me: admin })
  expect(await screen.findByRole('link', { name: '3 contacts changed' })).toHaveAttribute('href', expect.stringContaining('/acme/changes?id='))
  expect(screen.getByRole('link', { name: 'people.csv imported' })).toBeVisible()
  expect(screen.getByRole('link', { name: 'Machines: 1,200 deleted' })).toBeVisible()
  expect(screen.getByText('2 could not be changed')).toBeVisible()
  await expectAccessible(container)
  await userEvent.click(screen.getByRole('button', { name: 'Undo: 3 contacts changed' }))
  expect(await screen.findByText('Undone, except for what others changed')).toBeVisible()
  expect(screen.getByText('1 not put back')).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Undo: 3 contacts changed' })).toBeNull()
})

test('what was not put back is listed with who changed it to what', async () => {
  answers('get', '/changesets/s1', set('s1', { state: 'partly', undoable: false, back: 2, kept: 1, undoneAt: '2026-03-02T10:00:00Z', undoneBy: 'Ana Kowalska' }) as never)
  const kept = { object: 'contact', recordId: 'c1', name: 'Ada King', state: 'kept', code: 'changeset.touched', fields: ['source'], params: null, changes: [{ field: 'source', from: 'Fair', to: 'Web' }], byName: 'Mira Nowak', at: '2026-03-01T12:00:00Z' }
  server.use(http.get(at('/changesets/s1/entries'), ({ request }) => HttpResponse.json({ items: new URL(request.url).searchParams.get('state') === 'kept' ? [kept] : [], more: false })))
  await renderUi(<ChangePage id="s1" />, { me: admin })
  const list = within(await screen.findByRole('region', { name: 'What stays as others made it' }))
  expect(list.getByText('Somebody changed this since, so it stays.')).toBeVisible()
  expect(list.getByText(/^Changed by Mira Nowak/)).toBeVisible()
  expect(list.getByText('Fair → Web')).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull()
  await expectAccessible()
})

test('who may not see it is told who can', async () => {
  await renderUi(<ChangesPage />)
  expect(await screen.findByText('Those who may change many records can see this.')).toBeVisible()
})

test('one that is under way is watched', async () => {
  let asked = 0
  server.use(
    http.get(at('/changesets/s1'), () => HttpResponse.json(set('s1', asked++ === 0 ? { state: 'undoing', done: 1, undoable: false } : { state: 'undone', back: 3, undoable: false }))),
    http.get(at('/changesets/s1/entries'), () => HttpResponse.json({ items: [], more: false })),
  )
  await renderUi(<ChangePage id="s1" />, { me: admin })
  expect(await screen.findByText('Putting everything back…')).toBeVisible()
  await waitFor(() => expect(screen.getByText(/^Undone/)).toBeVisible(), { timeout: 4000 })
})
