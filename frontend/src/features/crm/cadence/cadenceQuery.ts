import { infiniteQueryOptions, queryOptions, useQueryClient } from '@tanstack/react-query'
import { api } from '@/shared/api/client'
import type { Whose } from '@/shared/api/typesCadence'

const root = '/cadence'

export const queueQuery = (whose: Whose) => queryOptions({
  queryKey: [root, 'queue', whose],
  queryFn: ({ signal }) => api.get('/cadence/queue', { query: { whose }, signal }),
  refetchInterval: 60_000,
})

export const panelQuery = (id: string) => queryOptions({
  queryKey: [root, 'deal', id],
  queryFn: ({ signal }) => api.get('/deals/{id}/cadence', { path: { id }, signal }),
})

export const ruleQuery = (id: string) => queryOptions({
  queryKey: [root, 'rule', id],
  queryFn: ({ signal }) => api.get('/pipelines/{id}/cadence', { path: { id }, signal }),
})

/** How a report is narrowed; empty means all. */
export interface Narrow { pipeline: string; owner: string }

export const unreachedQuery = ({ pipeline, owner }: Narrow) => infiniteQueryOptions({
  queryKey: [root, 'unreached', pipeline, owner],
  initialPageParam: undefined as string | undefined,
  queryFn: ({ signal, pageParam }) => api.get('/cadence/unreached', { query: { cursor: pageParam, filter: [pipeline && `pipeline:is:${pipeline}`, owner && `owner:is:${owner}`].filter(Boolean) }, signal }),
  getNextPageParam: (last) => last.next ?? undefined,
})

export const hoursQuery = ({ pipeline, owner }: Narrow) => queryOptions({
  queryKey: [root, 'hours', pipeline, owner],
  queryFn: async ({ signal }) => (await api.get('/cadence/hours', { query: { pipeline: pipeline || undefined, owner: owner || undefined }, signal })).items,
})

/** After a call: all that counts calls is looked at again. */
export function useCallsChanged() {
  const client = useQueryClient()
  return () => Promise.all([[root], ['timeline']].map((queryKey) => client.invalidateQueries({ queryKey })))
}
