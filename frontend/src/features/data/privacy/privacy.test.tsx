import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, test, vi } from 'vitest'
import type { PrivacyRequest } from '@/shared/api/typesPrivacy'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { at, server } from '@/test/server'
import { PrivacyPage } from './PrivacyPage'

beforeAll(() => i18next.loadNamespaces(['privacy', 'retention', 'problemWork']))

const owner = { ...me, permissions: { ...me.permissions, privacy: { read: 'all', create: 'all', delete: 'all' } as const } }
const made: PrivacyRequest = {
  id: 'r1', act: 'report', state: 'done', contactId: 'c1', name: 'Ada Lovelace', ownerId: 'u1', ownerName: 'Ana', items: 12, size: 2048,
  createdAt: '2026-11-20T08:00:00Z', finishedAt: '2026-11-20T08:00:02Z', until: '2026-11-27T08:00:02Z',
}
const gone: PrivacyRequest = { ...made, id: 'r2', act: 'erase', name: '', items: 5, size: 0, until: null }

const answers = (items: PrivacyRequest[]) => server.use(
  http.get(at('/privacy/requests'), () => HttpResponse.json({ items, next: null, forgotten: 1 } as never)),
  http.get(at('/retention'), () => HttpResponse.json({ items: [] } as never)),
  http.get(at('/retention/waiting'), () => HttpResponse.json({ items: [] } as never)),
  http.get(at('/contacts/c1/erasure'), () => HttpResponse.json({
    name: 'Ada Lovelace', items: [{ kind: 'contact', count: 1 }, { kind: 'files', count: 2 }], shared: ['office@one.example'], waiting: false,
  } as never)),
)

test('what was asked for is listed, and a report can be downloaded while it is there', async () => {
  answers([made, gone])
  const { container } = await renderUi(<PrivacyPage onAsked={vi.fn()} />, { me: owner })
  expect(await screen.findByText('All data about Ada Lovelace')).toBeVisible()
  expect(screen.getByText('Somebody was erased')).toBeVisible()
  expect(screen.getByText('Erased: 5 records')).toBeVisible()
  expect(screen.getByText('1 person')).toBeVisible()
  expect(screen.getAllByRole('button', { name: /Download/ })).toHaveLength(1)
  await expectAccessible(container)
})

test('erasing shows what goes and asks for the name', async () => {
  answers([])
  const sent: unknown[] = []
  const done = vi.fn()
  server.use(http.post(at('/contacts/c1/erasure'), async ({ request }) => { sent.push(await request.json()); return HttpResponse.json({ ...gone, state: 'waiting' } as never, { status: 201 }) }))
  await renderUi(<PrivacyPage contact="c1" ask="erase" onAsked={done} />, { me: owner })
  const dialog = await screen.findByRole('dialog', { name: 'Erase for good: Ada Lovelace' })
  expect(within(dialog).getByText('2 files')).toBeVisible()
  expect(within(dialog).getByText(/office@one.example/)).toBeVisible()
  const erase = within(dialog).getByRole('button', { name: 'Erase for good' })
  expect(erase).toBeDisabled()
  await userEvent.type(within(dialog).getByRole('textbox'), 'Ada Lovelace')
  await userEvent.click(erase)
  await vi.waitFor(() => expect(done).toHaveBeenCalled())
  expect(sent).toEqual([{ confirm: 'Ada Lovelace' }])
})

test('all data are asked for in one step', async () => {
  answers([])
  const done = vi.fn()
  let asked = 0
  server.use(http.post(at('/contacts/c1/data-report'), () => { asked++; return HttpResponse.json({ ...made, state: 'waiting' } as never, { status: 201 }) }))
  await renderUi(<PrivacyPage contact="c1" ask="report" onAsked={done} />, { me: owner })
  await userEvent.click(await screen.findByRole('button', { name: 'Make the file' }))
  await vi.waitFor(() => expect(done).toHaveBeenCalled())
  expect(asked).toBe(1)
})

test('who may not see requests is told who can', async () => {
  await renderUi(<PrivacyPage onAsked={vi.fn()} />)
  expect(await screen.findByText('Owners and administrators can see this.')).toBeVisible()
})
