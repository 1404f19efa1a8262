import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { ApiProblem } from '@/shared/api/problem'
import type { CallCard, CallQueue, Outcome, Whose } from '@/shared/api/typesCadence'
import { announce } from '@/shared/lib/announce'
import { complain, inform, undoable } from '@/shared/ui/undoable'
import { queueQuery, useCallsChanged } from './cadenceQuery'

export interface Said { outcome: Outcome; at?: string; text?: string; source?: string }

/** Notes what came of a call. The next lead comes at once; the call can be taken back for ten seconds. */
export function useCalled(whose: Whose) {
  const { t } = useTranslation('selling')
  const client = useQueryClient()
  const changed = useCallsChanged()
  const { queryKey } = queueQuery(whose)
  const drop = (card: CallCard) => client.setQueryData<CallQueue>(queryKey, (q) => q && { ...q, items: q.items.filter((c) => c.dealId !== card.dealId), due: Math.max(q.due - 1, 0) })
  const takeBack = async (id: string) => {
    await api.post('/cadence/attempts/{id}/undo', { path: { id } })
    await changed()
  }
  return async (card: CallCard, said: Said) => {
    await client.cancelQueries({ queryKey })
    drop(card)
    const message = t('done', { name: card.contactName, outcome: t(`outcome.${said.outcome}`) })
    announce(message)
    try {
      const done = await api.post('/deals/{id}/cadence/attempts', { path: { id: card.dealId }, body: { version: card.version, ...said } })
      if (said.outcome !== 'do_not_call') undoable({ message, undo: () => takeBack(done.attemptId) })
      else if (!done.noted) inform(t('never.notNoted', { name: card.contactName }))
    } catch (error) {
      if (error instanceof ApiProblem && error.code === 'cadence.stale') inform(t('taken', { name: card.contactName }))
      else complain(error)
    } finally {
      await changed()
    }
  }
}
