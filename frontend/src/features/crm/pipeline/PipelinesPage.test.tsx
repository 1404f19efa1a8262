import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, test } from 'vitest'
import type { Me, Stage } from '@/shared/api/types'
import type { PipelineDraft, UsedPipeline } from '@/shared/api/typesPipeline'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { at, server } from '@/test/server'
import { PipelinesPage } from './PipelinesPage'

beforeAll(() => i18next.loadNamespaces(['pipeline', 'deal']))

const admin: Me = { ...me, permissions: { pipeline: { read: 'all', create: 'all', update: 'all', delete: 'all' }, team: { read: 'all' } } }
const stage = (id: string, name: string, kind: Stage['kind'] = 'open'): Stage => ({ id, name, position: 0, probability: 50, kind, closed: false, exitRule: '', rotDays: 0, gate: [] })
const sales: UsedPipeline = { id: 'p', name: 'Sales', position: 0, version: 1, teams: [], mine: true, stages: [stage('a', 'New'), stage('b', 'Offer'), stage('w', 'Won', 'won'), stage('l', 'Lost', 'lost')] }
const care: UsedPipeline = { ...sales, id: 'q', name: 'Care', position: 1, stages: [stage('c', 'Call'), stage('w2', 'Won', 'won'), stage('l2', 'Lost', 'lost')] }

/** A server that keeps what it is sent. */
function serve() {
  const sent: { id: unknown; body: PipelineDraft }[] = []
  const others: unknown[] = []
  let pipelines = [sales, care]
  let reasons = ['Price']
  server.use(
    http.get(at('/pipelines'), () => HttpResponse.json({ items: pipelines })),
    http.get(at('/pipelines/standing'), () => HttpResponse.json({ items: [{ stageId: 'b', deals: 14 }] })),
    http.get(at('/teams'), () => HttpResponse.json({ items: [{ id: 't', name: 'North', parentId: null, version: 1, members: [] }] })),
    http.get(at('/lost-reasons'), () => HttpResponse.json({ items: reasons })),
    http.put(at('/lost-reasons'), async ({ request }) => {
      const body = (await request.json()) as { items: string[] }
      others.push(body)
      reasons = body.items
      return HttpResponse.json({ items: reasons })
    }),
    http.patch(at('/pipelines/:id'), async ({ request, params }) => {
      const body = (await request.json()) as PipelineDraft
      sent.push({ id: params.id, body })
      pipelines = pipelines.map((p) => (p.id === params.id ? { ...p, ...body, version: body.version + 1, stages: (body.stages ?? p.stages).map((s, i) => ({ ...stage(s.id ?? `new${i}`, s.name), ...s, id: s.id ?? `new${i}` })) } : p))
      const removal = body.moves && body.moves.length > 0 ? 'r1' : null
      return HttpResponse.json({ pipeline: pipelines.find((p) => p.id === params.id), removal, moved: removal ? 14 : 0 })
    }),
    http.post(at('/pipelines/undo/:removal'), ({ params }) => { others.push(params.removal); return HttpResponse.json({ back: 12, stayed: 2 }) }),
  )
  return { sent, others }
}

const card = (name: string) => screen.findByRole('region', { name, hidden: true })
async function choose(of: string, act: string) {
  await userEvent.click(await screen.findByRole('button', { name: `Actions for ${of}` }))
  await userEvent.click(await screen.findByRole('menuitem', { name: act }))
}

test('a stage moves by its menu and by the keyboard, and back', async () => {
  const { sent } = serve()
  const { container } = await renderUi(<PipelinesPage />, { me: admin })
  await choose('Offer', 'Move up')
  expect(await screen.findByText('“Offer” is now number 1')).toBeVisible()
  await waitFor(() => expect(sent[0]?.body.stages?.map((s) => s.name)).toEqual(['Offer', 'New', 'Won', 'Lost']))
  await expectAccessible(container)
  await userEvent.click(screen.getByRole('button', { name: 'Undo' }))
  await waitFor(() => expect(sent[1]?.body).toMatchObject({ version: 2, stages: [{ name: 'New' }, { name: 'Offer' }, { name: 'Won' }, { name: 'Lost' }] }))
  const handle = within(await card('Sales')).getByRole('group', { name: 'New' })
  handle.focus()
  expect(handle).toHaveAttribute('data-rfd-drag-handle-draggable-id', 'a')
})

test('what a stage asks for is set', async () => {
  const { sent } = serve()
  await renderUi(<PipelinesPage />, { me: admin })
  await choose('Offer', 'Change the stage')
  const form = await screen.findByRole('dialog', { name: 'Change the stage' })
  await userEvent.click(within(form).getByRole('checkbox', { name: 'Value' }))
  await userEvent.click(within(form).getByRole('checkbox', { name: 'A contact: Decides' }))
  await userEvent.type(within(form).getByLabelText(/A deal moves on when/), 'They said yes')
  await userEvent.clear(within(form).getByLabelText(/Stale after days/))
  await userEvent.type(within(form).getByLabelText(/Stale after days/), '14')
  await userEvent.click(within(form).getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(sent[0]?.body.stages?.[1]).toMatchObject({ id: 'b', gate: ['value', 'contact:decider'], exitRule: 'They said yes', rotDays: 14 }))
  expect(await screen.findByText('Asks for: Value, A contact: Decides')).toBeVisible()
})

test('a new stage stands behind the last open one', async () => {
  const { sent } = serve()
  await renderUi(<PipelinesPage />, { me: admin })
  await userEvent.click(await screen.findByRole('button', { name: 'New stage: Sales' }))
  const form = await screen.findByRole('dialog', { name: 'New stage' })
  await userEvent.type(within(form).getByLabelText(/^Name/), 'Trial{Enter}')
  await waitFor(() => expect(sent[0]?.body.stages?.map((s) => s.name)).toEqual(['New', 'Offer', 'Trial', 'Won', 'Lost']))
})

test('a stage is merged into another one: previewed in numbers, and undone', async () => {
  const { sent, others } = serve()
  await renderUi(<PipelinesPage />, { me: admin })
  expect(await screen.findByText('50% · 14 deals')).toBeVisible()
  await choose('Offer', 'Merge or delete')
  const form = await screen.findByRole('dialog', { name: 'Delete “Offer”' })
  expect(within(form).getByText('14 deals move to New')).toBeVisible()
  const where = within(form).getByLabelText('Deals in “Offer” go to')
  expect(within(where).getAllByRole('option').map((o) => o.textContent)).toEqual(['New', 'Care: Call'])
  await userEvent.selectOptions(where, 'Care: Call')
  expect(within(form).getByText('14 deals move to Call')).toBeVisible()
  expect(sent).toHaveLength(0)
  await userEvent.click(within(form).getByRole('button', { name: 'Move deals and delete' }))
  await waitFor(() => expect(sent[0]?.body).toMatchObject({ version: 1, moves: [{ from: 'b', to: 'c' }], stages: [{ id: 'a' }, { id: 'w' }, { id: 'l' }] }))
  await userEvent.click(await screen.findByRole('button', { name: 'Undo' }))
  await waitFor(() => expect(others).toEqual(['r1']))
  expect(await screen.findByText('Brought back with 12 deals. 2 were moved meanwhile and stay.')).toBeVisible()
})

test('a pipeline gets a name and teams', async () => {
  const { sent } = serve()
  await renderUi(<PipelinesPage />, { me: admin })
  await choose('Sales', 'Name and teams')
  const form = await screen.findByRole('dialog', { name: 'Name and teams' })
  await userEvent.click(await within(form).findByRole('checkbox', { name: 'North' }))
  await userEvent.click(within(form).getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(sent[0]?.body).toEqual({ version: 1, mode: 'b2b', name: 'Sales', teams: ['t'] }))
  expect(await screen.findByText('Used by 1 team')).toBeVisible()
})

test('reasons are a line each', async () => {
  const { others } = serve()
  await renderUi(<PipelinesPage />, { me: admin })
  const box = await screen.findByLabelText('One reason per line')
  await userEvent.type(box, '{Enter}Too far')
  await userEvent.click(within(await card('Reasons for losing')).getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(others).toEqual([{ saw: ['Price'], items: ['Price', 'Too far'] }]))
})

test('others are told who sets pipelines up', async () => {
  serve()
  await renderUi(<PipelinesPage />, { me: { ...me, permissions: { pipeline: { read: 'all' } } } })
  expect(await screen.findByText('Owners and administrators set up the pipelines.')).toBeVisible()
})
