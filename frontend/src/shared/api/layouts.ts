import { queryOptions, useQuery } from '@tanstack/react-query'
import { api } from './client'
import { isMade } from './fields'
import type { FieldObject, StandardObject } from './typesField'
import type { LaidObject, Layout } from './typesLayout'

/** The layouts of a kind of records that apply to the person: the first where no other does, which are those of pipelines. */
export const layoutsQuery = (object: LaidObject) => queryOptions({
  queryKey: ['/layouts', object] as const,
  queryFn: async ({ signal }) => (await (isMade(object) ? api.get('/layouts/object_record', { query: { object }, signal }) : api.get(`/layouts/${object as StandardObject}`, { signal }))).items,
  staleTime: 60_000,
})

/** Inputs of a form for a new record: those that are offered at once, and those that are offered on demand. */
interface Asked<I> { now: I[]; later: I[] }

/** Sorts a form's inputs by what the company's layout asks for; `usual` are those that are offered at once without one. */
export function askedOf<I extends readonly [string, ...unknown[]]>(layout: Layout | null | undefined, always: I[], usual: I[], others: I[]): Asked<I> {
  if (!layout) return { now: [...always, ...usual], later: others }
  const all = [...usual, ...others]
  const asked = layout.ask.map((key) => all.find(([name]) => name === key)).filter((i) => i !== undefined)
  return { now: [...always, ...asked], later: all.filter((i) => !asked.includes(i)) }
}

/** The layout that the company has made for the person; null when it is the program's own, undefined until that is known. */
export function useLayout(object: FieldObject, pipelineId?: string): Layout | null | undefined {
  const has = object !== 'task'
  const { data, isError } = useQuery({ ...layoutsQuery(object as LaidObject), enabled: has })
  if (!has) return null
  if (!data) return isError ? null : undefined
  const layout = data.find((l) => l.for.pipelineId !== null && l.for.pipelineId === pipelineId) ?? data[0]
  return layout?.for.made ? layout : null
}
