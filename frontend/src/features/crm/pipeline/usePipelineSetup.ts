import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import type { Stage } from '@/shared/api/types'
import type { PipelineDraft, StageDraft, StageMove, UsedPipeline } from '@/shared/api/typesPipeline'
import { inform, undoable } from '@/shared/ui/undoable'

/** A stage as it is sent: what it is, without what only the reader's role makes of it. */
export const draftOf = ({ id, name, kind, probability, exitRule = '', rotDays = 0, gate = [] }: Stage): StageDraft => ({ id, name, kind, probability, exitRule, rotDays, gate })

const standingKey = ['/pipelines', 'standing']

/** How many deals stand in a stage, whoever may see them. */
export function useStanding(): (stageId: string) => number {
  const { data } = useQuery({ queryKey: standingKey, queryFn: async ({ signal }) => (await api.get('/pipelines/standing', { signal })).items })
  return (stageId) => data?.find((s) => s.stageId === stageId)?.deals ?? 0
}

/** What can be done to pipelines. All of it can be taken back for ten seconds. */
export function usePipelineSetup() {
  const { t } = useTranslation('pipeline')
  const client = useQueryClient()
  const refresh = () => Promise.all([['/pipelines'], ['/deals'], ['/tasks', 'today'], ['/dashboard'], ['timeline'], ['/usage']].map((queryKey) => client.invalidateQueries({ queryKey })))
  const patch = async (pipeline: UsedPipeline, draft: Omit<PipelineDraft, 'version'>) => {
    try {
      return await api.patch('/pipelines/{id}', { path: { id: pipeline.id }, body: { version: pipeline.version ?? 0, ...draft } })
    } finally {
      await refresh()
    }
  }
  const restore = async (removal: string) => {
    const { back, stayed } = await api.post('/pipelines/undo/{removal}', { path: { removal } })
    await refresh()
    if (stayed > 0) inform(t('undone', { count: stayed, back }))
  }
  /** Saves what is drafted; the way back writes what was there before, or brings back what was removed. */
  const save = async (pipeline: UsedPipeline, draft: Omit<PipelineDraft, 'version'>, message: string) => {
    const { pipeline: saved, removal } = await patch(pipeline, draft)
    const was: Omit<PipelineDraft, 'version'> = {
      ...(draft.name === undefined ? {} : { name: pipeline.name }), ...(draft.mode ? { mode: pipeline.mode } : {}), ...(draft.teams ? { teams: pipeline.teams ?? [] } : {}),
      ...(draft.position === undefined ? {} : { position: pipeline.position }), ...(draft.stages ? { stages: pipeline.stages.map(draftOf) } : {}),
    }
    undoable({ message, undo: () => (removal ? restore(removal) : patch(saved, was)) })
  }
  const add = async (name: string, mode: UsedPipeline['mode'], teams: string[]) => {
    await api.post('/pipelines', { body: { name, mode, teams } })
    await refresh()
  }
  const remove = async (pipeline: UsedPipeline, moves: StageMove[]) => {
    const { removal } = await api.post('/pipelines/{id}/remove', { path: { id: pipeline.id }, body: { version: pipeline.version ?? 0, moves } })
    await refresh()
    if (removal) undoable({ message: t('removed', { name: pipeline.name }), undo: () => restore(removal) })
  }
  return { save, add, remove }
}

export type Setup = ReturnType<typeof usePipelineSetup>

/** A list with one thing of it at another place. */
export function placed<T>(list: T[], from: number, to: number): T[] {
  const next = [...list]
  const [moved] = next.splice(from, 1)
  if (moved !== undefined) next.splice(to, 0, moved)
  return next
}
