import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { api } from '@/shared/api/client'
import type { Archive, Vault } from '@/shared/api/typesVault'
import { download } from '@/shared/lib/download'
import { complain } from '@/shared/ui/undoable'

/** All there is of the company's archives; while one is being made it is asked for again. */
export const vaultQuery = () => queryOptions({
  queryKey: ['/archives'],
  queryFn: ({ signal }) => api.get('/archives', { signal }),
  refetchInterval: (query) => (query.state.data?.making ? 2000 : query.state.data?.bucket && query.state.data.items.some((a) => !a.sentAt && !a.sendProblem) ? 5000 : false),
})

/** What can be done with archives; each leaves what the server says behind. */
export function useVault() {
  const client = useQueryClient()
  const put = (vault: Vault) => client.setQueryData(vaultQuery().queryKey, vault)
  const again = () => client.invalidateQueries({ queryKey: vaultQuery().queryKey })
  return {
    put,
    make: async () => { try { put(await api.post('/archives')) } catch (error) { complain(error); await again() } },
    save: async (a: Archive) => { try { download(await api.get('/archives/{id}/file', { path: { id: a.id } }), a.name) } catch (error) { complain(error) } },
    remove: async (a: Archive) => { await api.del('/archives/{id}', { path: { id: a.id } }); await again() },
    send: async (a: Archive) => { try { put(await api.post('/archives/{id}/send', { path: { id: a.id } })) } catch (error) { complain(error) } },
  }
}
