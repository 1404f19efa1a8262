import { ApiProblem } from '@/shared/api/problem'
import type { Deal, Stage } from '@/shared/api/types'
import type { Gate, Given } from './GateDialog'

/** The deal as it was posted. When its stage asks for more, a form asks the person and posts it with that; null when they would rather not. */
export async function passGate(show: (gate: Gate | null) => void, deal: Pick<Deal, 'id' | 'name'>, stage: Stage, post: (given: Given) => Promise<Deal>): Promise<Deal | null> {
  try {
    return await post({})
  } catch (error) {
    const fields = askedBy(error)
    if (!fields) throw error
    return new Promise<Deal | null>((done) => {
      const end = (moved: Deal | null) => { show(null); done(moved) }
      show({ deal, stage, fields, send: async (given) => end(await post(given)), onCancel: () => end(null) })
    })
  }
}

/** What a refused move was asked for; null when it was refused for something else. */
function askedBy(error: unknown): string[] | null {
  return error instanceof ApiProblem && error.code === 'deal.gate' && Array.isArray(error.params.fields) ? (error.params.fields as string[]) : null
}
