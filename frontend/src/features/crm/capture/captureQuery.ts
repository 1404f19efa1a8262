import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useCan } from '@/shared/api/me'
import type { CaptureLine, CapturePart, CapturePlan, CaptureWritten } from '@/shared/api/typesCapture'
import { inform, undoable } from '@/shared/ui/undoable'

/** What a line would write, asked of the server while it is typed. */
export const planQuery = (line: CaptureLine) => queryOptions({
  queryKey: ['capture', line], enabled: line.text !== '', placeholderData: keepPreviousData, staleTime: 0, gcTime: 0, retry: false,
  queryFn: async ({ signal }) => ({ line, plan: await api.post('/capture/read', { body: line, signal }) }),
})

export interface Writing { line: CaptureLine; plan: CapturePlan; without: CapturePart[] }

/** Writes what was shown, and offers to take all of it back to whoever may. */
export function useWriteDown() {
  const { t } = useTranslation('capture')
  const client = useQueryClient()
  const can = useCan()
  return useMutation({
    mutationFn: ({ line, plan, without }: Writing) => api.post('/capture', { body: { ...line, seen: plan.seen, without } }),
    onSuccess: (written, { plan }) => {
      const refresh = () => client.invalidateQueries({ predicate: ({ queryKey: [what] }) => what !== 'me' && what !== 'capture' })
      void refresh()
      const back = () => takeBack(written, plan).finally(refresh)
      const may = (!written.entryId || can('activity', 'delete')) && (!written.taskId || can('task', 'delete')) && (!newDeal(written, plan) || can('deal', 'delete'))
      if (may) undoable({ message: t('done'), undo: back })
      else inform(t('done'))
    },
  })
}

const newDeal = (written: CaptureWritten, plan: CapturePlan) => written.dealId !== null && plan.deal?.id === null

async function takeBack(written: CaptureWritten, plan: CapturePlan) {
  if (written.taskId) await api.del('/tasks/{id}', { path: { id: written.taskId } })
  if (written.entryId) await api.del('/activities/{id}', { path: { id: written.entryId } })
  if (!written.dealId) return
  const path = { id: written.dealId }
  if (newDeal(written, plan)) await api.del('/deals/{id}', { path })
  else await api.patch('/deals/{id}', { path, body: { version: written.dealVersion, value: plan.deal!.was } })
}
