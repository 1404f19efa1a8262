import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, test } from 'vitest'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { answers, at, server } from '@/test/server'
import { OverflowPage } from './OverflowPage'

beforeAll(() => i18next.loadNamespaces(['billing']))

const importer = { ...me, permissions: { ...me.permissions, import: { create: 'all' } as const } }
const lead = { id: 'l1', name: 'Lena Sommer', email: 'lena@example.com', phone: '', source: 'Web page', problem: '', receivedAt: '2026-11-01T08:00:00Z' }

test('leads that wait are listed, with how many will be deleted and were', async () => {
  let items = [lead]
  let expired = 1
  server.use(
    http.get(at('/overflow'), () => HttpResponse.json({ items, total: items.length, expiring: items.length, expired })),
    http.delete(at('/overflow/l1'), () => { items = []; expired = 1234; return new HttpResponse(null, { status: 204 }) }),
  )
  const { container } = await renderUi(<OverflowPage />, { me: importer })
  expect(await screen.findByText(/^1 of them has waited .* will be deleted within a week/)).toBeVisible()
  expect(screen.getByText(/^1 lead was deleted after waiting for 30 days/)).toBeVisible()
  await expectAccessible(container)
  await userEvent.setup().click(screen.getByRole('button', { name: 'Discard Lena Sommer' }))
  expect(await screen.findByText(/^1,234 leads were deleted after waiting for 30 days/)).toBeVisible()
  expect(screen.getByText('No lead waits')).toBeVisible()
  expect(screen.queryByText(/will be deleted/)).toBeNull()
})

test('where nothing was and will be deleted, nothing is said of it', async () => {
  answers('get', '/overflow', { items: [lead], total: 1, expiring: 0, expired: 0 })
  await renderUi(<OverflowPage />, { me: importer })
  expect(await screen.findByText('Lena Sommer')).toBeVisible()
  expect(screen.queryByText(/deleted/)).toBeNull()
})
