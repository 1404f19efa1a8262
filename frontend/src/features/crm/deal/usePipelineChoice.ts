import { useMe } from '@/shared/api/me'
import type { Pipeline } from '@/shared/api/types'
import type { DealsSearch } from './DealTools'

/** Stands for all pipelines together. */
export const everyPipeline = 'all'

/** The pipeline that is looked at: the one in the address, else the one chosen last on this machine, else the person's first. */
export function usePipelineChoice(pipelines: Pipeline[], search: DealsSearch, set: (changes: Partial<DealsSearch>) => void) {
  const key = `kith.pipeline.${useMe().tenant.slug}`
  const there = (id: string | null | undefined) => (id && (id === everyPipeline || pipelines.length === 0 || pipelines.some((p) => p.id === id)) ? id : undefined)
  const chosen = there(search.pipeline) ?? there(localStorage.getItem(key))
  const choose = (id: string) => { localStorage.setItem(key, id); set({ pipeline: id }) }
  return { chosen, choose }
}
