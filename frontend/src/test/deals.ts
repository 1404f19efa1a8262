import { http } from 'msw'
import type { Board, Deal, Pipeline } from '@/shared/api/types'
import { answers, at, server } from './server'

export const pipeline: Pipeline = {
  id: 'p', name: 'Sales', stages: [
    { id: 's1', name: 'New', position: 1, probability: 10, kind: 'open', closed: false }, { id: 's2', name: 'Offer', position: 2, probability: 50, kind: 'open', closed: false },
    { id: 's3', name: 'Won', position: 3, probability: 100, kind: 'won', closed: false }, { id: 's4', name: 'Lost', position: 4, probability: 0, kind: 'lost', closed: false },
  ],
}
export const deal = (id: string, more: Partial<Deal> = {}): Deal => ({
  id, name: `Deal ${id}`, pipelineId: 'p', stageId: 's1', stageName: 'New', status: 'open', value: { amount: 100_000, currency: 'EUR' }, expectedOn: null, lostReason: '',
  ownerId: 'u1', ownerName: 'Ana Kowalska', companyId: null, companyName: null, nextTask: null, stageSince: '2026-01-01T00:00:00Z', closedAt: null,
  createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z', version: 3, ...more,
})
export const board = (): Board => ({
  pipeline,
  columns: pipeline.stages.map((s) => (s.id === 's1'
    ? { stageId: 's1', count: 2, sums: [{ amount: 200_000, currency: 'EUR' }], items: [deal('1'), deal('2')], next: null }
    : { stageId: s.id, count: 0, sums: [], items: [], next: null })),
})

/** What a page of deals asks for, answered. */
export function answerDeals() {
  localStorage.clear()
  answers('get', '/lost-reasons', { items: ['Too expensive', 'No need'] })
  answers('get', '/colleagues', { items: [] })
  answers('get', '/board', board() as never)
}

/** Answers a move when told to. */
export function heldMove() {
  const bodies: Record<string, unknown>[] = []
  let answer: (r: Response) => void = () => undefined
  server.use(http.post(at('/deals/:id/move'), async ({ request }) => {
    bodies.push((await request.json()) as Record<string, unknown>)
    return new Promise<Response>((done) => { answer = done })
  }))
  return { bodies, answer: (r: Response) => answer(r) }
}
