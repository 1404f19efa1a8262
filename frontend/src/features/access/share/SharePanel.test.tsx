import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { answers, at, server } from '@/test/server'
import { me, renderUi } from '@/test/render'
import { SharePanel } from './SharePanel'

const shares = [{ id: 's1', userId: 'u9', teamId: null, name: 'Rohit Rao', endsOn: '2026-12-31' }]
const sharer = { ...me, permissions: { ...me.permissions, share: { read: 'all', create: 'all', delete: 'all' } as const } }
const sent: unknown[] = []

beforeAll(() => i18next.loadNamespaces(['deal']))
beforeEach(() => {
  sent.length = 0
  answers('get', '/shares', { items: shares })
  answers('get', '/colleagues', { items: [{ userId: 'u5', name: 'Maria Cruz', role: 'freelancer' }] })
  answers('get', '/teams', { items: [{ id: 't1', name: 'Sales', version: 1, members: [] }] })
  server.use(http.post(at('/shares'), async ({ request }) => { sent.push(await request.json()); return HttpResponse.json({ ...shares[0], id: 's2' }, { status: 201 }) }))
})
const panel = () => renderUi(<SharePanel about={{ kind: 'deal', id: 'd1' }} />, { me: sharer })

it('opens a record to a person until a day', async () => {
  await panel()
  expect(await screen.findByText('until Dec 31, 2026')).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'Share or assign' }))
  await userEvent.click(await screen.findByRole('combobox', { name: /Person or team/ }))
  await userEvent.click(await screen.findByRole('option', { name: /Maria Cruz · Freelancer/ }))
  await userEvent.type(screen.getByLabelText('Last day'), '2026-12-01')
  await userEvent.click(screen.getByRole('button', { name: 'Share' }))
  await waitFor(() => expect(sent).toEqual([{ kind: 'deal', id: 'd1', userId: 'u5', endsOn: '2026-12-01' }]))
  expect(await screen.findByRole('button', { name: 'Share or assign' })).toBeVisible()
})

it('closes it at once, and opens it again on undo', async () => {
  server.use(http.delete(at('/shares/:id'), () => new HttpResponse(null, { status: 204 })))
  await panel()
  await userEvent.click(await screen.findByRole('button', { name: 'Stop sharing with Rohit Rao' }))
  expect(screen.queryByText('until Dec 31, 2026')).not.toBeInTheDocument()
  await userEvent.click(await screen.findByRole('button', { name: 'Undo' }))
  await waitFor(() => expect(sent).toEqual([{ kind: 'deal', id: 'd1', userId: 'u9', endsOn: '2026-12-31' }]))
})
