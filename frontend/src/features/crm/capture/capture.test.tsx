import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, test } from 'vitest'
import type { CapturePlan } from '@/shared/api/typesCapture'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { at, problem, server } from '@/test/server'
import { CaptureLine } from './CaptureLine'

const eur = (amount: number) => ({ amount, currency: 'EUR' })
const anna = { kind: 'contact' as const, id: 'c1', name: 'Anna Nowak', detail: 'anna@acme.test' }
const plan = (more: Partial<CapturePlan> = {}): CapturePlan => ({ about: anna, among: [], deal: null, deals: [], entry: { type: 'call', text: 'wants quote 12k', minutes: 15, at: null }, task: null, seen: 'seen', ...more })
const written = { entryId: 'e1', taskId: null, dealId: null, dealVersion: 0 }

/** A server that reads lines by `answer` and keeps what is written. */
function reads(answer: (line: { text: string; aboutId?: string; dealId?: string }) => CapturePlan) {
  const sent: Record<string, unknown>[] = []
  server.use(
    http.post(at('/capture/read'), async ({ request }) => HttpResponse.json(answer((await request.json()) as { text: string }))),
    http.post(at('/capture'), async ({ request }) => { sent.push((await request.json()) as Record<string, unknown>); return HttpResponse.json(written, { status: 201 }) }),
  )
  return sent
}
const field = () => screen.findByRole('textbox', { name: 'What happened, or what is to be done?' })
const button = () => screen.getByRole('button', { name: 'Write it down' })

beforeAll(() => i18next.loadNamespaces(['capture']))

test('what a line would write is shown before Enter, and Enter writes just that', async () => {
  const sent = reads(() => plan({ task: { title: 'Wants quote 12k', dueAt: '2026-11-26T23:00:00Z', allDay: true }, deal: { id: 'd1', name: 'Bikes', value: eur(1_200_000), was: eur(0) } }))
  const { container } = await renderUi(<CaptureLine />)
  expect(await field()).toBeVisible()
  expect(button()).toBeDisabled()
  await userEvent.type(await field(), 'called Anna 15m wants quote 12k Fri')
  expect(await screen.findByRole('checkbox', { name: 'Call with Anna Nowak, 15 min wants quote 12k' })).toBeChecked()
  expect(screen.getByRole('checkbox', { name: 'Task, Fri, Nov 27, 2026: Wants quote 12k' })).toBeChecked()
  expect(screen.getByRole('checkbox', { name: '“Bikes” is worth €12,000.00' })).toBeChecked()
  await expectAccessible(container)
  await waitFor(() => expect(button()).toBeEnabled())
  await userEvent.type(await field(), '{Enter}')
  await waitFor(async () => expect(await field()).toHaveValue(''))
  expect(sent).toEqual([{ text: 'called Anna 15m wants quote 12k Fri', seen: 'seen', without: [] }])
  expect(await screen.findByText('Written down')).toBeVisible()
})

test('a part can be left out, and all of it taken back', async () => {
  const sent = reads(() => plan({ task: { title: 'Quote', dueAt: null, allDay: false } }))
  const undone: string[] = []
  server.use(http.delete(at('/activities/:id'), ({ params }) => { undone.push(String(params.id)); return new HttpResponse(null, { status: 204 }) }))
  const all = { read: 'all', create: 'all', update: 'all', delete: 'all' } as const
  await renderUi(<CaptureLine />, { me: { ...me, permissions: { ...me.permissions, activity: all } } })
  await userEvent.type(await field(), 'called Anna')
  await userEvent.click(await screen.findByRole('checkbox', { name: 'Task, no date: Quote' }))
  await waitFor(() => expect(button()).toBeEnabled())
  await userEvent.click(button())
  await userEvent.click(await screen.findByRole('button', { name: 'Undo' }))
  await waitFor(() => expect(undone).toEqual(['e1']))
  expect(sent).toMatchObject([{ without: ['task'] }])
})

test('where several fit it asks, and writes nothing until one is chosen', async () => {
  const other = { ...anna, id: 'c2', name: 'Anna Kowalska' }
  const sent = reads(({ aboutId }) => (aboutId ? plan({ about: other, seen: 'chosen' }) : plan({ about: null, among: [anna, other] })))
  await renderUi(<CaptureLine />)
  await userEvent.type(await field(), 'called Anna')
  const who = await screen.findByRole('combobox', { name: 'Who is meant?' })
  await userEvent.type(await field(), '{Enter}')
  expect(sent).toEqual([])
  await userEvent.selectOptions(who, 'Anna Kowalska, anna@acme.test')
  expect(await screen.findByRole('checkbox', { name: /Call with Anna Kowalska/ })).toBeVisible()
  await waitFor(() => expect(button()).toBeEnabled())
  await userEvent.type(await field(), '{Enter}')
  await waitFor(() => expect(sent).toEqual([{ text: 'called Anna', aboutId: 'c2', seen: 'chosen', without: [] }]))
})

test('an amount that may be of several deals is left out or given to one', async () => {
  const deals = ['One', 'Two'].map((name) => ({ id: name, name, value: eur(500), was: eur(100) }))
  reads(({ dealId }) => (dealId ? plan({ deal: deals[1]! }) : plan({ deals })))
  await renderUi(<CaptureLine />)
  await userEvent.type(await field(), 'called Anna €5')
  const which = await screen.findByRole('combobox', { name: 'Whose amount is it?' })
  expect(button()).toBeDisabled()
  await userEvent.selectOptions(which, 'No deal')
  await waitFor(() => expect(button()).toBeEnabled())
  await userEvent.selectOptions(which, 'Two')
  expect(await screen.findByRole('checkbox', { name: '“Two” is worth €5.00 instead of €1.00' })).toBeVisible()
})

test('a line about nobody says so; a refusal stands at the line, which is kept', async () => {
  reads(({ text }) => (text === 'called Nobody' ? plan({ about: null, entry: null }) : plan()))
  await renderUi(<CaptureLine />)
  await userEvent.type(await field(), 'called Nobody')
  expect(await screen.findByText(/Nobody in this line is among your contacts/)).toBeVisible()
  expect(button()).toBeDisabled()
  await userEvent.clear(await field())
  await userEvent.type(await field(), 'called Anna')
  await waitFor(() => expect(button()).toBeEnabled())
  server.use(http.post(at('/capture'), () => problem(409, 'capture.changed')))
  await userEvent.click(button())
  expect(await screen.findByText(/has changed meanwhile/)).toBeVisible()
  expect(await field()).toHaveValue('called Anna')
})
