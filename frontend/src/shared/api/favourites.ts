import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { api } from './client'
import type { Favourite } from './typesView'

/** The records that one keeps at hand. */
export const favouritesQuery = () => queryOptions({
  queryKey: ['/favourites'] as const,
  queryFn: async ({ signal }) => (await api.get('/favourites', { signal })).items,
  staleTime: 60_000,
})

const paths = { contact: 'contacts', company: 'companies', deal: 'deals', object_record: 'records' } as const
/** Where a favourite is. */
export const favouritePath = (slug: string, { kind, id }: Favourite) => `/${slug}/${paths[kind]}/${id}`

/** Puts a record among the favourites or takes it away: shown at once, taken back when it is refused. */
export function useStar() {
  const client = useQueryClient()
  const { queryKey } = favouritesQuery()
  return async (record: Favourite, on: boolean) => {
    await client.cancelQueries({ queryKey })
    const before = client.getQueryData(queryKey)
    const others = (before ?? []).filter((f) => f.id !== record.id)
    client.setQueryData(queryKey, on ? [record, ...others] : others)
    const path = { kind: record.kind, id: record.id }
    try {
      await (on ? api.put('/favourites/{kind}/{id}', { path }) : api.del('/favourites/{kind}/{id}', { path }))
    } catch (error) {
      client.setQueryData(queryKey, before)
      throw error
    } finally {
      void client.invalidateQueries({ queryKey })
    }
  }
}
