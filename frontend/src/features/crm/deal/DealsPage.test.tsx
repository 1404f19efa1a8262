import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { answerDeals, board, deal, pipeline } from '@/test/deals'
import { me, renderUi } from '@/test/render'
import { answers, at, problem, server } from '@/test/server'
import type { Pipeline } from '@/shared/api/types'
import { DealList } from './DealList'
import { DealsPage } from './DealsPage'

const page = () => renderUi(<DealsPage pipelines={[pipeline]} calendar={() => null} />)
const lane = (name: string) => screen.findByRole('region', { name, hidden: true })

beforeAll(() => i18next.loadNamespaces(['deal', 'pipeline', 'list']))
beforeEach(answerDeals)

describe('a closed field', () => {
  it('is on no card and in no sum', async () => {
    await renderUi(<DealsPage pipelines={[pipeline]} calendar={() => null} />, { me: { ...me, fields: { deal: { value: 'hide' } } } })
    expect(await screen.findByText('Deal 1')).toBeVisible()
    expect(screen.queryByText(/€/)).toBeNull()
  })

  it('has no column in the list, and is not edited where it is only read', async () => {
    const open = { status: 'open', value: { amount: 100_000, currency: 'EUR' }, expectedOn: '2031-02-03' } as const
    answers('get', '/deals', { items: [deal('1', open)], next: null })
    answers('get', '/deals/count', { count: 1 })
    const mover = { move: () => Promise.resolve(), asking: null } as never
    const list = (mask: 'hide' | 'read') => renderUi(<DealList pipelines={[pipeline]} search={{} as never} views={{} as never} onSort={() => undefined} toolbar={null} empty={null} mover={mover} />, { me: { ...me, fields: { deal: { value: mask, expectedOn: 'hide' } } } })
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
    const { router } = await renderUi(<DealsPage pipelines={[pipeline]} calendar={() => null} />, { me: { ...me, fields: { deal: { value: 'hide', company: 'hide' } } } })
    await router.navigate({ to: '/acme/deals', search: { view: 'list', filter: ['value:gte:100', 'status:is:open'] } } as never)
    expect(await screen.findByRole('button', { name: /Remove.*Status/ })).toBeVisible()
    expect(screen.queryByRole('button', { name: /Remove.*Value/ })).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: 'Filter' }))
    const fields = within(await screen.findByRole('combobox', { name: 'Field' })).getAllByRole('option').map((o) => o.textContent)
    expect(fields).toEqual(['Owner', 'Stage', 'Status', 'Stale', 'Expected on', 'Next step', 'Created'])
  })
})

describe('several pipelines', () => {
  const two: Pipeline[] = [pipeline, { id: 'q', name: 'Care', stages: pipeline.stages.map((s) => ({ ...s, id: `q${s.id}` })) }]

  it('are switched, and the last one is remembered', async () => {
    const asked: (string | null)[] = []
    server.use(http.get(at('/board'), ({ request }) => { asked.push(new URL(request.url).searchParams.get('pipelineId')); return HttpResponse.json(board()) }))
    const { unmount } = await renderUi(<DealsPage pipelines={two} calendar={() => null} />)
    await userEvent.selectOptions(await screen.findByLabelText('Pipeline'), 'Care')
    await waitFor(() => expect(asked.at(-1)).toBe('q'))
    unmount()
    await renderUi(<DealsPage pipelines={two} calendar={() => null} />)
    expect(await screen.findByLabelText('Pipeline')).toHaveValue('q')
  })

  it('are seen together, each currency by itself', async () => {
    answers('get', '/deals/sums', { items: [
      { pipelineId: 'p', count: 3, value: { amount: 300_000, currency: 'EUR' }, weighted: { amount: 120_000, currency: 'EUR' } },
      { pipelineId: 'q', count: 2, value: { amount: 100_000, currency: 'EUR' }, weighted: { amount: 10_000, currency: 'EUR' } },
      { pipelineId: 'q', count: 1, value: { amount: 7000, currency: 'PLN' }, weighted: { amount: 700, currency: 'PLN' } },
    ] })
    await renderUi(<DealsPage pipelines={two} calendar={() => null} />)
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
    expect(within(await lane('New')).getByText('No next step')).toBeVisible()
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
    await renderUi(<DealsPage pipelines={[pipeline]} calendar={() => null} />, { me: { ...me, permissions: { deal: { read: 'all' } } } })
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
