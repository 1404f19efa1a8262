import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { api } from '@/shared/api/client'
import type { BuyingMap, MapPerson, Tie } from '@/shared/api/typesBuying'
import { complain } from '@/shared/ui/undoable'

export const mapQuery = (id: string) => queryOptions({
  queryKey: ['/buying', id],
  queryFn: ({ signal }) => api.get('/deals/{id}/buying', { path: { id }, signal }),
})

/** Changes a deal's map. What is chosen shows at once; what is refused is said, and the map is read again. */
export function useMapChanges(id: string) {
  const client = useQueryClient()
  const { queryKey } = mapQuery(id)
  const settle = async (sent: Promise<BuyingMap>) => {
    try {
      client.setQueryData(queryKey, await sent)
    } catch (error) {
      complain(error)
      await client.invalidateQueries({ queryKey })
    }
    await client.invalidateQueries({ queryKey: ['timeline'] })
  }
  const place = ({ contactId, influence, attitude }: Pick<MapPerson, 'contactId' | 'influence' | 'attitude'>) => {
    client.setQueryData<BuyingMap>(queryKey, (m) => m && { ...m, people: m.people.map((p) => (p.contactId === contactId ? { ...p, influence, attitude } : p)) })
    return settle(api.put('/deals/{id}/buying/people/{contactId}', { path: { id, contactId }, body: { influence, attitude } }))
  }
  const relate = (tie: Omit<Tie, 'id'>) => settle(api.post('/deals/{id}/buying/ties', { path: { id }, body: tie }))
  const part = (tieId: string) => settle(api.del('/deals/{id}/buying/ties/{tieId}', { path: { id, tieId } }))
  return { place, relate, part }
}

export type MapChanges = ReturnType<typeof useMapChanges>
