import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from './client'
import type { ListChoice, ListView, ListViews, ViewDraft, ViewObject } from './typesView'

/** The views of a list that one knows of, and what one chose for it. */
export const viewsQuery = (object: ViewObject) => queryOptions({
  queryKey: ['/views', object] as const,
  queryFn: ({ signal }) => api.get('/views', { query: { object }, signal }),
  staleTime: 60_000,
})

/** Changes views and what one chose; what is shown follows at once. */
export function useViewActions(object: ViewObject) {
  const client = useQueryClient()
  const { queryKey } = viewsQuery(object)
  const patch = (change: (all: ListViews) => ListViews) => client.setQueryData<ListViews>(queryKey, (all) => all && change(all))
  const put = (view: ListView) => { patch((all) => ({ ...all, items: [...all.items.filter((v) => v.id !== view.id), view].toSorted((a, b) => a.name.localeCompare(b.name)) })); return view }
  // One after the other: of two changes made quickly the later one is the one that stays.
  const { mutateAsync: send } = useMutation({
    scope: { id: `list-choice ${object}` },
    mutationFn: (choice: Partial<ListChoice>) => api.put('/list-choice', { body: { object, ...choice } }),
    onError: () => { void client.invalidateQueries({ queryKey }) },
  })
  return {
    create: async (draft: ViewDraft & { name: string }) => put(await api.post('/views', { body: { object, ...draft } })),
    update: async (view: ListView, draft: ViewDraft) => put(await api.patch('/views/{id}', { path: { id: view.id }, body: { ...draft, version: view.version } })),
    remove: async (view: ListView) => { await api.del('/views/{id}', { path: { id: view.id } }); patch((all) => ({ ...all, items: all.items.filter((v) => v.id !== view.id) })) },
    restore: async (view: ListView) => put(await api.post('/views/{id}/restore', { path: { id: view.id } })),
    choose: async (choice: Partial<ListChoice>) => {
      patch((all) => ({ ...all, choice: { ...all.choice, ...choice } }))
      await send(choice)
    },
  }
}
