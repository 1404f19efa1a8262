import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, test } from 'vitest'
import type { FieldState, FieldUse } from '@/shared/api/typesDiet'
import type { Me } from '@/shared/api/types'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { at, server } from '@/test/server'
import { DietPage } from './DietPage'

beforeAll(() => i18next.loadNamespaces(['diet', 'access']))

const admin: Me = { ...me, permissions: { role: { read: 'all', update: 'all' } } }
const birthday: FieldUse = { object: 'contact', field: 'birthday', state: 'active', filled: 3, total: 200, written: '2026-03-02', uses: [], gates: [] }
const value: FieldUse = { object: 'deal', field: 'value', state: 'active', filled: 90, total: 100, written: null, gates: ['Sales: Proposal'], uses: [{ reader: 'filter', last: '2026-03-01', times: 1204 }] }

/** A server on which fields stand on steps. */
function serve() {
  const states: Record<string, FieldState> = {}
  const sent: unknown[] = []
  server.use(
    http.get(at('/me'), () => HttpResponse.json(admin)),
    http.get(at('/field-use'), () => HttpResponse.json({ items: [birthday, value].map((f) => ({ ...f, state: states[f.field] ?? f.state })) })),
    http.put(at('/field-use/:object/:field'), async ({ params, request }) => {
      const body = (await request.json()) as { saw: FieldState; state: FieldState }
      sent.push(body)
      if ((states[params.field as string] ?? 'active') !== body.saw) return HttpResponse.json({ status: 409, code: 'role.stale' }, { status: 409 })
      states[params.field as string] = body.state
      return new HttpResponse(null, { status: 204 })
    }),
  )
  return { sent, states }
}

test('fields of own objects stand under the name of their object', async () => {
  const engine: FieldUse = { ...birthday, object: 'o0123456789ab', plural: 'Machines', field: 'custom.1', label: 'Engine', filled: 1, total: 2 }
  const hull: FieldUse = { ...engine, object: 'o0123456789ac', plural: 'Boats', field: 'custom.2', label: 'Hull' }
  server.use(http.get(at('/me'), () => HttpResponse.json(admin)), http.get(at('/field-use'), () => HttpResponse.json({ items: [birthday, engine, hull] })))
  await renderUi(<DietPage />, { me: admin })
  const machines = within(await screen.findByRole('region', { name: 'Machines' }))
  expect(machines.getByText('Filled in on 1 of 2 (50%).')).toBeVisible()
  expect(screen.getAllByRole('heading', { level: 2 }).map((h) => h.textContent)).toEqual(['People', 'Boats', 'Machines'])
})

const field = (name: string) => within(screen.getByRole('listitem', { name }))

test('what is known of a field is told in sentences', async () => {
  serve()
  const { container } = await renderUi(<DietPage />, { me: admin })
  expect(await screen.findByText('Filled in on 3 of 200 (2%).')).toBeVisible()
  expect(field('Birthday').getByText('Not read since counting began.')).toBeVisible()
  expect(field('Value').getByText(/In a filter: last on .*, 1,204 in 30 days\./)).toBeVisible()
  expect(field('Value').getByText('Asked for by: Sales: Proposal.')).toBeVisible()
  await expectAccessible(container)
})

test('a field is hidden after a look at what uses it, and comes back', async () => {
  const { sent } = serve()
  await renderUi(<DietPage />, { me: admin })
  await screen.findByText('Filled in on 3 of 200 (2%).')
  await userEvent.click(field('Value').getByRole('button', { name: 'Hide: Value' }))
  const dialog = await screen.findByRole('dialog', { name: 'Hide “Value”?' })
  expect(within(dialog).getByText('These stages stop asking for it.')).toBeVisible()
  expect(sent).toEqual([])
  await userEvent.click(within(dialog).getByRole('button', { name: 'Hide' }))
  await waitFor(() => expect(sent).toEqual([{ saw: 'active', state: 'hidden' }]))
  expect(await field('Value').findByText('Hidden')).toBeVisible()
  await userEvent.click(field('Value').getByRole('button', { name: 'Bring back: Value' }))
  await waitFor(() => expect(sent).toHaveLength(2))
  expect(sent[1]).toEqual({ saw: 'hidden', state: 'active' })
  expect(await field('Value').findByRole('button', { name: 'Read only: Value' })).toBeVisible()
})

test('who was slower is told', async () => {
  const { states } = serve()
  await renderUi(<DietPage />, { me: admin })
  await screen.findByText('Filled in on 3 of 200 (2%).')
  states.birthday = 'readonly'
  await userEvent.click(field('Birthday').getByRole('button', { name: 'Hide: Birthday' }))
  const dialog = await screen.findByRole('dialog', { name: 'Hide “Birthday”?' })
  await userEvent.click(within(dialog).getByRole('button', { name: 'Hide' }))
  expect(await within(dialog).findByRole('alert')).toBeVisible()
})

test('others are told who decides', async () => {
  serve()
  await renderUi(<DietPage />, { me: { ...me, permissions: {} } })
  expect(await screen.findByText('Owners and administrators decide about fields.')).toBeVisible()
})

test('a field of the company’s own goes further down; when what is in it will be destroyed is said', async () => {
  const sent: unknown[] = []
  let own: FieldUse = { ...birthday, field: 'custom.f1', label: 'Roof', state: 'hidden' }
  server.use(
    http.get(at('/me'), () => HttpResponse.json(admin)),
    http.get(at('/field-use'), () => HttpResponse.json({ items: [own, { ...own, object: 'task', field: 'custom.f2', label: 'Ladder' }] })),
    http.put(at('/field-use/contact/custom.f1'), async ({ request }) => { sent.push(await request.json()); own = { ...own, state: 'removed', until: '2026-12-23T10:00:00Z' }; return new HttpResponse(null, { status: 204 }) }),
  )
  await renderUi(<DietPage />, { me: admin })
  await screen.findAllByText('Filled in on 3 of 200 (2%).')
  expect(field('Roof').getByRole('button', { name: 'Archive: Roof' })).toBeVisible()
  expect(within(screen.getByRole('region', { name: 'Tasks' })).getByRole('listitem', { name: 'Ladder' })).toBeVisible()
  expect(screen.queryByRole('region', { name: 'Deals' })).not.toBeInTheDocument()
  await userEvent.click(field('Roof').getByRole('button', { name: 'Remove: Roof' }))
  const dialog = await screen.findByRole('dialog', { name: 'Remove “Roof”?' })
  expect(within(dialog).getByText(/stays for 30 days/)).toBeVisible()
  await userEvent.click(within(dialog).getByRole('button', { name: 'Remove' }))
  await waitFor(() => expect(sent).toEqual([{ saw: 'hidden', state: 'removed' }]))
  expect(await field('Roof').findByText(/will be destroyed on .*Until then it can be brought back/)).toBeVisible()
})
