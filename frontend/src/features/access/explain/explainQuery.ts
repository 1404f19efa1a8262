import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '@/shared/api/client'
import type { AccessKind } from '@/shared/api/types'

export interface Subject { kind: AccessKind; id: string }

/** Who sees a record, and why. */
export const whoQuery = ({ kind, id }: Subject) => queryOptions({
  queryKey: ['/access', 'who', kind, id],
  queryFn: async ({ signal }) => (await api.get('/access/who', { query: { kind, id }, signal })).items,
})

/** What a person sees, in numbers. */
export const personQuery = (user: string) => queryOptions({
  queryKey: ['/access', 'person', user],
  queryFn: ({ signal }) => api.get('/access/people/{user}', { path: { user }, signal }),
})

/** Whether one person sees one record, and why or why not. */
export const whyQuery = (user: string, { kind, id }: Subject) => queryOptions({
  queryKey: ['/access', 'why', user, kind, id],
  queryFn: ({ signal }) => api.get('/access/people/{user}/why', { path: { user }, query: { kind, id }, signal }),
})

/** What must never be changed. */
export const examplesQuery = () => queryOptions({
  queryKey: ['/access', 'examples'],
  queryFn: async ({ signal }) => (await api.get('/access/examples', { signal })).items,
})

export function useKeepExample() {
  const client = useQueryClient()
  const onSettled = () => client.invalidateQueries({ queryKey: examplesQuery().queryKey })
  return {
    keep: useMutation({ mutationFn: (body: { userId: string; kind: AccessKind; recordId: string; must: 'never' | 'always' }) => api.post('/access/examples', { body }), onSettled }),
    drop: useMutation({ mutationFn: (id: string) => api.del('/access/examples/{id}', { path: { id } }), onSettled }),
  }
}
