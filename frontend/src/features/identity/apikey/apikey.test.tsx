import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, test } from 'vitest'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { at, server } from '@/test/server'
import { KeysPage } from './KeysPage'

beforeAll(() => i18next.loadNamespaces(['security', 'access']))

const admin = { ...me, permissions: { ...me.permissions, role: { read: 'all', update: 'all' } as const } }

test('a key is made with what was ticked, shown once, and ended', async () => {
  let items: object[] = []
  let sent: Record<string, unknown> = {}
  server.use(
    http.get(at('/api-keys'), () => HttpResponse.json({ items, scopes: ['contact.read', 'contact.create', 'deal.read'] } as never)),
    http.post(at('/api-keys'), async ({ request }) => {
      sent = (await request.json()) as Record<string, unknown>
      items = [{ id: 'k1', name: 'Shop', prefix: 'kith_abc123', scopes: sent.scopes, perMinute: 120, createdAt: '2026-11-01T08:00:00Z', expiresAt: sent.expiresAt, lastUsedAt: null, lastUsedIp: '' }]
      return HttpResponse.json({ key: items[0], token: 'kith_abc123secret' } as never, { status: 201 })
    }),
    http.delete(at('/api-keys/:id'), () => { items = []; return new HttpResponse(null, { status: 204 }) }),
  )
  const user = userEvent.setup()
  const { container } = await renderUi(<KeysPage />, { me: admin })
  await user.click(await screen.findByRole('button', { name: 'New key' }))
  const dialog = await screen.findByRole('dialog', { name: 'New key' })
  await user.type(within(dialog).getByLabelText('What it is for'), 'Shop')
  await user.click(within(await within(dialog).findByRole('group', { name: 'Contacts' })).getByLabelText('Add'))
  await user.click(within(dialog).getByRole('button', { name: 'Make the key' }))
  expect(await within(dialog).findByText('kith_abc123secret')).toBeInTheDocument()
  expect(sent).toMatchObject({ name: 'Shop', scopes: ['contact.create'], perMinute: 120 })
  await user.click(within(dialog).getByRole('button', { name: 'Done' }))
  await expectAccessible(container)
  await user.click(await screen.findByRole('button', { name: 'End: Shop' }))
  await user.click(within(await screen.findByRole('dialog', { name: 'End: Shop' })).getByRole('button', { name: 'End' }))
  expect(await screen.findByText('No key yet.')).toBeInTheDocument()
})

test('who may not change roles sees who can', async () => {
  await renderUi(<KeysPage />)
  expect(await screen.findByText(/Owners and administrators can see this/)).toBeInTheDocument()
})
