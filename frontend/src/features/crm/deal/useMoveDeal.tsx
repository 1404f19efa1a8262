import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { IconTrophy } from '@tabler/icons-react'
import i18next from 'i18next'
import { useRef, useState, type ReactNode } from 'react'
import { onDemand } from '@/shared/lib/onDemand'
import { api } from '@/shared/api/client'
import { patchEverywhere } from '@/shared/api/list'
import type { ApiProblem } from '@/shared/api/problem'
import type { Deal, Stage } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { problemText } from '@/shared/i18n/problemText'
import { notify } from '@/shared/ui/undoable'
import type { Gate, Given } from './GateDialog'
import { moveOnBoards, showDeal } from './dealQuery'

const MoveDialogs = onDemand(() => import('./MoveDialogs').then((m) => m.MoveDialogs), (p) => p.lost !== null || p.gate !== null)

/** Where a deal goes. Without `index` it goes on top of its new column. */
export interface Target { stage: Stage; beforeId?: string | null; afterId?: string; index?: number }

interface Asking { deal: Deal; answer: (reason: string | null) => void }

export interface Mover {
  /** Moves at once on the screen, then on the server; a refusal brings the deal back and says why. */
  move: (deal: Deal, to: Target) => Promise<void>
  /** Draw this once: it asks why a deal was lost, and what its new stage wants to know. */
  dialog: ReactNode
}

export function useMoveDeal(): Mover {
  const client = useQueryClient()
  const format = useFormat()
  const versions = useRef(new Map<string, Promise<number>>())
  const [asking, setAsking] = useState<Asking | null>(null)
  const [gate, setGate] = useState<Gate | null>(null)
  const ask = (deal: Deal) => new Promise<string | null>((answer) => setAsking({ deal, answer }))
  const tell = (reason: string | null) => { asking?.answer(reason); setAsking(null) }

  const move = async (deal: Deal, to: Target) => {
    const takeBack = showMoved(client, deal, to)
    try {
      const lostReason = to.stage.kind === 'lost' && deal.status !== 'lost' ? await ask(deal) : undefined
      if (lostReason === null) return takeBack()
      const post = (given: Given) => send(versions.current, deal, to, { ...(lostReason ? { lostReason } : {}), ...given })
      const moved = await passGate({ deal, stage: to.stage, post }, setGate)
      if (!moved) return takeBack()
      showDeal(client, moved)
      if (to.stage.kind === 'won' && deal.status !== 'won') celebrate(deal, format.money(deal.value))
      settled(client, deal.id)
    } catch (error) {
      takeBack()
      refused(deal, error)
      void client.invalidateQueries({ queryKey: ['/deals'] })
    }
  }
  return { move, dialog: <MoveDialogs lost={asking?.deal ?? null} onReason={tell} gate={gate} /> }
}

/**
 * The deal as it was posted. When its stage asks for more, a form asks the person and posts it with that; null when they would
 * rather not.
 */
export async function passGate({ post, ...to }: Pick<Gate, 'deal' | 'stage'> & { post: (given: Given) => Promise<Deal> }, show: (gate: Gate | null) => void): Promise<Deal | null> {
  try {
    return await post({})
  } catch (error) {
    const { code, params } = error as ApiProblem
    if (code !== 'deal.gate') throw error
    return new Promise<Deal | null>((done) => {
      const end = (saved: Deal | null) => { show(null); done(saved) }
      show({ ...to, fields: params.fields as string[], send: async (given) => end(await post(given)), onCancel: () => end(null) })
    })
  }
}

/** Everything that shows the deal shows it moved; answers how to take that back without touching other moves. */
function showMoved(client: QueryClient, deal: Deal, { stage, index = 0 }: Target): () => void {
  const moved: Partial<Deal> = { stageId: stage.id, stageName: stage.name, status: stage.kind }
  const unplace = moveOnBoards(client, deal.id, moved, { stageId: stage.id, index })
  const unlist = patchEverywhere(client, '/deals', deal.id, moved)
  return () => { unplace(); unlist() }
}

/** One move of a deal after the other, each with the version that the one before has given it. */
async function send(versions: Map<string, Promise<number>>, deal: Deal, to: Target, more: Given & { lostReason?: string }): Promise<Deal> {
  const before = versions.get(deal.id) ?? Promise.resolve(deal.version)
  const body = { stageId: to.stage.id, ...(to.beforeId === undefined ? {} : { beforeId: to.beforeId }), ...(to.afterId === undefined ? {} : { afterId: to.afterId }), ...more }
  const sent = before.then((version) => api.post('/deals/{id}/move', { path: { id: deal.id }, body: { ...body, version: Math.max(version, deal.version) } }))
  versions.set(deal.id, sent.then((d) => d.version, () => deal.version))
  return sent
}

function settled(client: QueryClient, id: string) {
  void client.invalidateQueries({ queryKey: ['/deals', 'history', id] })
  void client.invalidateQueries({ queryKey: ['timeline'] })
  void client.invalidateQueries({ queryKey: ['/tasks', 'today'], refetchType: 'none' })
  void client.invalidateQueries({ queryKey: ['/dashboard'], refetchType: 'none' })
}

function celebrate(deal: Deal, value: string) {
  notify({
    color: 'green', autoClose: 6000, icon: <IconTrophy size={18} aria-hidden />,
    title: i18next.t('deal:won.title'), message: deal.value.amount > 0 ? i18next.t('deal:won.text', { name: deal.name, value }) : deal.name,
  })
}

function refused(deal: Deal, error: unknown) {
  notify({ color: 'red', autoClose: 10_000, title: i18next.t('deal:move.stays', { name: deal.name, stage: deal.stageName }), message: problemText(error) })
}
