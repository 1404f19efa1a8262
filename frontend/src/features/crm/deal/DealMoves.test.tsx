import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { useInMyWay } from '@/shared/lib/inMyWay'
import { answerDeals, deal, heldMove, pipeline } from '@/test/deals'
import { renderUi } from '@/test/render'
import { answers, at, problem, server } from '@/test/server'
import { DealsPage } from './DealsPage'

// Under a dialog the board is hidden from screen readers.
const lane = (name: string) => screen.findByRole('region', { name, hidden: true })
async function moveTo(card: string, stage: string) {
  await userEvent.click(await screen.findByRole('button', { name: `Move ${card} to…` }))
  await userEvent.click(await screen.findByRole('menuitem', { name: stage }))
}
const page = () => renderUi(<DealsPage pipelines={[pipeline]} calendar={() => null} />)

beforeAll(() => i18next.loadNamespaces(['deal', 'pipeline', 'list', 'nav']))
beforeEach(answerDeals)

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

  it('can be said to be in the way: then the deal stays, and the rule goes along', async () => {
    const held = heldMove()
    await page()
    function Said() { return <output>{useInMyWay()}</output> }
    await renderUi(<Said />)
    await moveTo('Deal 1', 'Offer')
    await waitFor(() => expect(held.bodies).toHaveLength(1))
    held.answer(asked())
    await userEvent.click(within(await screen.findByRole('dialog', { name: 'Before “Offer”' })).getByRole('button', { name: 'This is in my way' }))
    expect(await screen.findByText('Offer asks for: Value, Expected on')).toBeInTheDocument()
    expect(within(await lane('New')).getByText('Deal 1')).toBeVisible()
    expect(held.bodies).toHaveLength(1)
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
