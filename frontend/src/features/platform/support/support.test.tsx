import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, test } from 'vitest'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { at, server } from '@/test/server'
import { SupportPage } from './SupportPage'

beforeAll(() => i18next.loadNamespaces(['security']))

const full = { read: 'all', delete: 'all' } as const
const owner = { ...me, permissions: { ...me.permissions, audit: full } }

test('who may look now is shown with the reason, and the company ends it', async () => {
  const soon = new Date(Date.now() + 3_600_000).toISOString()
  let items = [{ id: 's1', operator: 'Olga', reason: 'import fails', createdAt: '2026-11-20T08:00:00Z', endsAt: soon, endedAt: null as string | null }]
  server.use(
    http.get(at('/support'), () => HttpResponse.json({ items } as never)),
    http.delete(at('/support/s1'), () => { items = items.map((s) => ({ ...s, endedAt: '2026-11-20T09:00:00Z' })); return new HttpResponse(null, { status: 204 }) }),
  )
  const { container } = await renderUi(<SupportPage />, { me: owner })
  expect(await screen.findByText('import fails')).toBeVisible()
  expect(screen.getByText('Nobody ever has.')).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'End it now: Olga' }))
  expect(await screen.findByText('Nobody may look into your company now.')).toBeVisible()
  expect(screen.queryByRole('button', { name: /End it now/ })).toBeNull()
  await expectAccessible(container)
})

test('who may not read the trail sees who can', async () => {
  await renderUi(<SupportPage />)
  expect(await screen.findByText('Owners and administrators can see this.')).toBeVisible()
})
