import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { answers, at, problem, server } from '@/test/server'
import { me, renderUi } from '@/test/render'
import type { Board, Deal, Pipeline } from '@/shared/api/types'
import { DealList } from './DealList'
import { DealsPage } from './DealsPage'

const pipeline: Pipeline = {
  id: 'p', name: 'Sales', stages: [
    { id: 's1', name: 'New', position: 1, probability: 10, kind: 'open', closed: false }, { id: 's2', name: 'Offer', position: 2, probability: 50, kind: 'open', closed: false },
    { id: 's3', name: 'Won', position: 3, probability: 100, kind: 'won', closed: false }, { id: 's4', name: 'Lost', position: 4, probability: 0, kind: 'lost', closed: false },
  ],
}
const deal = (id: string, more: Partial<Deal> = {}): Deal => ({
  id, name: `Deal ${id}`, pipelineId: 'p', stageId: 's1', stageName: 'New', status: 'open', value: { amount: 100_000, currency: 'EUR' }, expectedOn: null, lostReason: '',
  ownerId: 'u1', ownerName: 'Ana Kowalska', companyId: null, companyName: null, nextTask: null, stageSince: '2026-01-01T00:00:00Z', closedAt: null,
  createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z', version: 3, ...more,
})
const board = (): Board => ({
  pipeline,
  columns: pipeline.stages.map((s) => (s.id === 's1'
    ? { stageId: 's1', count: 2, sums: [{ amount: 200_000, currency: 'EUR' }], items: [deal('1'), deal('2')], next: null }
    : { stageId: s.id, count: 0, sums: [], items: [], next: null })),
})

/** Answers a move when told to. */
function heldMove() {
  const bodies: Record<string, unknown>[] = []
  let answer: (r: Response) => void = () => undefined
  server.use(http.post(at('/deals/:id/move'), async ({ request }) => {
    bodies.push((await request.json()) as Record<string, unknown>)
    return new Promise<Response>((done) => { answer = done })
  }))
  return { bodies, answer: (r: Response) => answer(r) }
}

// Under a dialog the board is hidden from screen readers.
const lane = (name: string) => screen.findByRole('region', { name, hidden: true })
async function moveTo(card: string, stage: string) {
  await userEvent.click(await screen.findByRole('button', { name: `Move ${card} to…` }))
  await userEvent.click(await screen.findByRole('menuitem', { name: stage }))
}
const page = () => renderUi(<DealsPage pipelines={[pipeline]} />)

beforeAll(() => i18next.loadNamespaces(['deal', 'pipeline']))
beforeEach(() => { localStorage.clear(); answers('get', '/lost-reasons', { items: ['Too expensive', 'No need'] }); answers('get', '/colleagues', { items: [] }); answers('get', '/board', board() as never) })

describe('a closed field', () => {
  it('is on no card and in no sum', async () => {
    await renderUi(<DealsPage pipelines={[pipeline]} />, { me: { ...me, fields: { deal: { value: 'hide' } } } })
    expect(await screen.findByText('Deal 1')).toBeVisible()
    expect(screen.queryByText(/€/)).toBeNull()
  })

  it('has no column in the list, and is not edited where it is only read', async () => {
    const open = { status: 'open', value: { amount: 100_000, currency: 'EUR' }, expectedOn: '2031-02-03' } as const
    answers('get', '/deals', { items: [deal('1', open)], next: null })
    answers('get', '/deals/count', { count: 1 })
    const mover = { move: () => Promise.resolve(), asking: null } as never
    const list = (mask: 'hide' | 'read') => renderUi(<DealList pipelines={[pipeline]} search={{} as never} onSort={() => undefined} toolbar={null} empty={null} mover={mover} />, { me: { ...me, fields: { deal: { value: mask, expectedOn: 'hide' } } } })
    const { unmount } = await list('read')
    await userEvent.dblClick(await screen.findByText('€1,000.00'))
    expect(screen.queryByRole('textbox', { name: 'Value' })).toBeNull()
    unmount()
    await list('hide')
    expect(await screen.findByRole('link', { name: 'Deal 1' })).toBeVisible()
    for (const name of ['Value', 'Expected']) expect(screen.queryByRole('columnheader', { name: new RegExp(name) })).toBeNull()
  })

  it('is nothing to filter by, and a filter by it that stands in the address is not shown', async () => {
    answers('get', '/deals', { items: [deal('1')], next: null })
    answers('get', '/deals/count', { count: 1 })
    const { router } = await renderUi(<DealsPage pipelines={[pipeline]} />, { me: { ...me, fields: { deal: { value: 'hide', company: 'hide' } } } })
    await router.navigate({ to: '/acme/deals', search: { view: 'list', filter: ['value:gte:100', 'status:is:open'] } } as never)
    expect(await screen.findByRole('button', { name: /Remove.*Status/ })).toBeVisible()
    expect(screen.queryByRole('button', { name: /Remove.*Value/ })).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: 'Filter' }))
    const fields = within(await screen.findByRole('combobox', { name: 'Field' })).getAllByRole('option').map((o) => o.textContent)
    expect(fields).toEqual(['Owner', 'Stage', 'Status', 'Stale', 'Expected on', 'Next step', 'Created'])
  })
})

describe('moving a card', () => {
  it('is shown before the server has answered, with counts and sums', async () => {
    const held = heldMove()
    await page()
    await moveTo('Deal 1', 'Offer')
    const offer = await lane('Offer')
    expect(within(offer).getByText('Deal 1')).toBeVisible()
    expect(within(offer).getByText('€1,000', { selector: 'header *' })).toBeVisible()
    expect(within(await lane('New')).getByText('1 deal')).toBeVisible()
    await waitFor(() => expect(held.bodies[0]).toEqual({ stageId: 's2', beforeId: null, version: 3 }))
    held.answer(HttpResponse.json(deal('1', { stageId: 's2', stageName: 'Offer', version: 4 })))
  })

  it('is taken back with a sentence when refused', async () => {
    const held = heldMove()
    await page()
    await moveTo('Deal 1', 'Offer')
    expect(within(await lane('Offer')).getByText('Deal 1')).toBeVisible()
    await waitFor(() => expect(held.bodies).toHaveLength(1))
    held.answer(problem(403, 'access.denied') as Response)
    expect(await screen.findByText('“Deal 1” stays in New')).toBeVisible()
    expect(screen.getByText('Your role does not allow this.')).toBeVisible()
    expect(within(await lane('New')).getByText('Deal 1')).toBeVisible()
    expect(within(await lane('New')).getByText('2 deals')).toBeVisible()
  })

  it('twice in a row sends the second with the version that the first gave', async () => {
    const versions: unknown[] = []
    server.use(http.post(at('/deals/:id/move'), async ({ request }) => {
      const body = (await request.json()) as { version: number; stageId: string }
      versions.push(body.version)
      return HttpResponse.json(deal('1', { stageId: body.stageId, version: body.version + 1 }))
    }))
    await page()
    await moveTo('Deal 1', 'Offer')
    await moveTo('Deal 1', 'New')
    await waitFor(() => expect(versions).toEqual([3, 4]))
  })

  it('to Won is celebrated', async () => {
    answers('post', '/deals/:id/move', deal('1', { stageId: 's3', stageName: 'Won', status: 'won' }) as never)
    await page()
    await moveTo('Deal 1', 'Won')
    expect(await screen.findByText('Deal won')).toBeVisible()
    expect(screen.getByText('Deal 1: €1,000.00. Well done!')).toBeVisible()
  })
})

describe('moving to Lost', () => {
  it('asks why and sends the reason', async () => {
    const held = heldMove()
    await page()
    await moveTo('Deal 1', 'Lost')
    const dialog = await screen.findByRole('dialog', { name: 'Why was it lost?' })
    await userEvent.click(within(dialog).getByRole('button', { name: 'Mark as lost' }))
    expect(within(dialog).getByText('Why it was lost: please fill this in.')).toBeVisible()
    expect(held.bodies).toHaveLength(0)
    await userEvent.click(await within(dialog).findByRole('button', { name: 'Too expensive' }))
    await userEvent.click(within(dialog).getByRole('button', { name: 'Mark as lost' }))
    await waitFor(() => expect(held.bodies[0]).toMatchObject({ stageId: 's4', lostReason: 'Too expensive' }))
    held.answer(HttpResponse.json(deal('1', { stageId: 's4', stageName: 'Lost', status: 'lost' })))
  })

  it('brings the card back on cancel, and sends nothing', async () => {
    const held = heldMove()
    await page()
    await moveTo('Deal 1', 'Lost')
    expect(within(await lane('Lost')).getByText('Deal 1')).toBeInTheDocument()
    await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Cancel' }))
    await waitFor(async () => expect(within(await lane('New')).getByText('Deal 1')).toBeInTheDocument())
    expect(held.bodies).toHaveLength(0)
  })
})

describe('moving into a stage that asks for more', () => {
  const asked = () => problem(422, 'deal.gate', { params: { fields: ['value', 'expectedOn'] } }) as Response

  it('asks in a small form, by the keyboard, and moves with the answers', async () => {
    const held = heldMove()
    await page()
    await moveTo('Deal 1', 'Offer')
    await waitFor(() => expect(held.bodies).toHaveLength(1))
    held.answer(asked())
    const dialog = await screen.findByRole('dialog', { name: 'Before “Offer”' })
    const value = within(dialog).getByLabelText(/^Value/)
    await waitFor(() => expect(value).toHaveFocus())
    expect(within(dialog).getAllByLabelText(/./, { selector: 'input' })).toHaveLength(2)
    await userEvent.keyboard('1200')
    await userEvent.type(within(dialog).getByLabelText(/^Expected on/), '2031-02-03')
    await userEvent.keyboard('{Enter}')
    await waitFor(() => expect(held.bodies[1]).toEqual({ stageId: 's2', beforeId: null, version: 3, value: { amount: 120_000, currency: 'EUR' }, expectedOn: '2031-02-03' }))
    held.answer(HttpResponse.json(deal('1', { stageId: 's2', stageName: 'Offer', version: 4 })))
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
    expect(within(await lane('Offer')).getByText('Deal 1')).toBeVisible()
  })

  it('asks for fields of the company\'s own as well, by their names', async () => {
    answers('get', '/fields/deal', { items: [{ id: 'f1', object: 'deal', type: 'text', label: 'Roof area', help: '', section: '', state: 'active', required: false, unique: false, decimals: 0, choices: [], shownIf: null, version: 1 }] })
    const held = heldMove()
    await page()
    await moveTo('Deal 1', 'Offer')
    await waitFor(() => expect(held.bodies).toHaveLength(1))
    held.answer(problem(422, 'deal.gate', { params: { fields: ['custom.f1'] } }) as Response)
    const dialog = await screen.findByRole('dialog', { name: 'Before “Offer”' })
    await userEvent.type(await within(dialog).findByLabelText(/^Roof area/), '120{Enter}')
    await waitFor(() => expect(held.bodies[1]).toEqual({ stageId: 's2', beforeId: null, version: 3, custom: { f1: '120' } }))
    held.answer(HttpResponse.json(deal('1', { stageId: 's2', stageName: 'Offer', version: 4 })))
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
  })

  it('brings the card back on cancel, without a complaint', async () => {
    const held = heldMove()
    await page()
    await moveTo('Deal 1', 'Offer')
    await waitFor(() => expect(held.bodies).toHaveLength(1))
    held.answer(asked())
    await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Cancel' }))
    await waitFor(async () => expect(within(await lane('New')).getByText('Deal 1')).toBeVisible())
    expect(screen.queryByText(/stays in/)).not.toBeInTheDocument()
    expect(held.bodies).toHaveLength(1)
  })
})

describe('a new deal in a stage that asks for more', () => {
  it('is asked for it, and added with the answers', async () => {
    const sent: unknown[] = []
    server.use(http.post(at('/deals'), async ({ request }) => {
      sent.push(await request.json())
      return sent.length === 1 ? (problem(422, 'deal.gate', { params: { fields: ['value'] } }) as Response) : HttpResponse.json(deal('9'), { status: 201 })
    }))
    await page()
    await userEvent.click(await screen.findByRole('button', { name: 'New deal' }))
    await userEvent.type(within(await screen.findByRole('dialog', { name: 'New deal' })).getByLabelText(/^Name/), 'Paper{Enter}')
    const gate = await screen.findByRole('dialog', { name: 'Before “New”' })
    await userEvent.type(within(gate).getByLabelText(/^Value/), '5{Enter}')
    await waitFor(() => expect(sent[1]).toMatchObject({ name: 'Paper', stageId: 's1', value: { amount: 500, currency: 'EUR' } }))
    expect(await screen.findByText('“Deal 9” added')).toBeVisible()
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
  })
})

describe('several pipelines', () => {
  const two: Pipeline[] = [pipeline, { id: 'q', name: 'Care', stages: pipeline.stages.map((s) => ({ ...s, id: `q${s.id}` })) }]

  it('are switched, and the last one is remembered', async () => {
    const asked: (string | null)[] = []
    server.use(http.get(at('/board'), ({ request }) => { asked.push(new URL(request.url).searchParams.get('pipelineId')); return HttpResponse.json(board()) }))
    const { unmount } = await renderUi(<DealsPage pipelines={two} />)
    await userEvent.selectOptions(await screen.findByLabelText('Pipeline'), 'Care')
    await waitFor(() => expect(asked.at(-1)).toBe('q'))
    unmount()
    await renderUi(<DealsPage pipelines={two} />)
    expect(await screen.findByLabelText('Pipeline')).toHaveValue('q')
  })

  it('are seen together, each currency by itself', async () => {
    answers('get', '/deals/sums', { items: [
      { pipelineId: 'p', count: 3, value: { amount: 300_000, currency: 'EUR' }, weighted: { amount: 120_000, currency: 'EUR' } },
      { pipelineId: 'q', count: 2, value: { amount: 100_000, currency: 'EUR' }, weighted: { amount: 10_000, currency: 'EUR' } },
      { pipelineId: 'q', count: 1, value: { amount: 7000, currency: 'PLN' }, weighted: { amount: 700, currency: 'PLN' } },
    ] })
    await renderUi(<DealsPage pipelines={two} />)
    await userEvent.selectOptions(await screen.findByLabelText('Pipeline'), 'All pipelines')
    const total = await screen.findByRole('row', { name: /Together/ })
    expect(total).toHaveTextContent('Together6€4,000.00zł 70.00€1,300.00zł 7.00')
    await userEvent.click(screen.getByRole('button', { name: 'Sales' }))
    expect(await screen.findByText('Deal 1')).toBeVisible()
  })
})

describe('the board', () => {
  it('marks what is stale and what its stage still asks for', async () => {
    const marked = { ...board(), columns: board().columns.map((c) => (c.stageId === 's1' ? { ...c, items: [deal('1', { rotting: true, lacks: ['value', 'contact:decider'] })] } : c)) }
    answers('get', '/board', marked as never)
    await page()
    expect(await screen.findByText('Stale: in this stage since Jan 1, 2026')).toBeVisible()
    expect(screen.getByText('Missing: Value, A contact: Decides')).toBeVisible()
  })

  it('moves no card into a stage that is closed to the role, and none out of it', async () => {
    const stages = pipeline.stages.map((s) => ({ ...s, closed: s.id === 's2' || s.id === 's3' }))
    const closed = { ...board(), pipeline: { ...pipeline, stages }, columns: board().columns.map((c) => (c.stageId === 's2' ? { ...c, count: 1, items: [deal('9', { stageId: 's2' })] } : c)) }
    answers('get', '/board', closed as never)
    await page()
    await userEvent.click(await screen.findByRole('button', { name: 'Move Deal 1 to…' }))
    expect((await screen.findAllByRole('menuitem')).map((m) => m.textContent)).toEqual(['Lost'])
    expect(within(await lane('Offer')).getByText('Deal 9')).toBeInTheDocument()
    expect(screen.queryByRole('button', { name: 'Move Deal 9 to…', hidden: true })).toBeNull()
  })

  it('marks what is late and what has no next step in words', async () => {
    const late = { ...board(), columns: board().columns.map((c) => (c.stageId === 's1' ? { ...c, items: [deal('1', { expectedOn: '2020-01-01' })] } : c)) }
    answers('get', '/board', late as never)
    await page()
    expect(await screen.findByText(/Jan 1, 2020 · overdue by \d+ days/)).toBeVisible()
    expect(screen.getByText('No next step')).toBeVisible()
  })

  it('fetches more cards of a column', async () => {
    const first = board()
    first.columns[0] = { ...first.columns[0]!, next: 'c1' }
    answers('get', '/board', first as never)
    server.use(http.get(at('/board/s1'), ({ request }) => HttpResponse.json({ items: [deal(new URL(request.url).searchParams.get('cursor') ?? '')], next: null })))
    await page()
    await userEvent.click(await screen.findByRole('button', { name: 'Load more' }))
    expect(await screen.findByText('Deal c1')).toBeVisible()
    expect(screen.queryByRole('button', { name: 'Load more' })).not.toBeInTheDocument()
  })

  it('says what to do when there are no deals', async () => {
    answers('get', '/board', { ...board(), columns: board().columns.map((c) => ({ ...c, count: 0, sums: [], items: [] })) } as never)
    await page()
    expect(await screen.findByRole('heading', { name: 'No deals yet' })).toBeVisible()
    expect(screen.getAllByRole('button', { name: 'New deal' })).toHaveLength(2)
  })

  it('gives a reader nothing to move or add', async () => {
    await renderUi(<DealsPage pipelines={[pipeline]} />, { me: { ...me, permissions: { deal: { read: 'all' } } } })
    expect(await screen.findByText('Deal 1')).toBeVisible()
    expect(screen.queryByRole('button', { name: /Move/ })).not.toBeInTheDocument()
    expect(screen.queryByRole('button', { name: 'New deal' })).not.toBeInTheDocument()
  })
})

describe('quick add', () => {
  async function open() {
    await page()
    await screen.findByText('Deal 1')
    await userEvent.click(screen.getByRole('button', { name: 'New deal' }))
    return screen.findByRole('dialog', { name: 'New deal' })
  }

  it('wants a name, and shows the server’s problems at their fields', async () => {
    const dialog = await open()
    await userEvent.click(within(dialog).getByRole('button', { name: 'Add deal' }))
    expect(await within(dialog).findByText('Name: please fill this in.')).toBeVisible()
    await userEvent.type(within(dialog).getByLabelText(/^Value/), 'a lot')
    await userEvent.type(within(dialog).getByLabelText(/^Name/), 'Paper')
    await userEvent.click(within(dialog).getByRole('button', { name: 'Add deal' }))
    expect(await within(dialog).findByText('Value: this does not look right.')).toBeVisible()
    server.use(http.post(at('/deals'), () => problem(422, 'deal.value_range', { errors: [{ field: 'value', code: 'deal.value_range', detail: 'x' }] })))
    await userEvent.clear(within(dialog).getByLabelText(/^Value/))
    await userEvent.type(within(dialog).getByLabelText(/^Value/), '12k')
    await userEvent.click(within(dialog).getByRole('button', { name: 'Add deal' }))
    expect(await within(dialog).findByText('The value cannot be below zero or that high.')).toBeVisible()
  })

  it('sends money in minor units and the first stage', async () => {
    let sent: unknown
    server.use(http.post(at('/deals'), async ({ request }) => { sent = await request.json(); return HttpResponse.json(deal('9'), { status: 201 }) }))
    const dialog = await open()
    await userEvent.type(within(dialog).getByLabelText(/^Name/), 'Paper')
    await userEvent.type(within(dialog).getByLabelText(/^Value/), '1,250.50')
    await userEvent.click(within(dialog).getByRole('button', { name: 'Add deal' }))
    await waitFor(() => expect(sent).toEqual({ name: 'Paper', value: { amount: 125_050, currency: 'EUR' }, companyId: null, stageId: 's1', expectedOn: null }))
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
    expect(await screen.findByText('“Deal 9” added')).toBeVisible()
  })
})
