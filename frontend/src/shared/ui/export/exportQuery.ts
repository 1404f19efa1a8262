import { infiniteQueryOptions, queryOptions, useQueryClient } from '@tanstack/react-query'
import { api } from '@/shared/api/client'
import { ApiProblem } from '@/shared/api/problem'
import type { ExportedList, ExportFile, ExportOrder } from '@/shared/api/typesExport'
import { problemText } from '@/shared/i18n/problemText'
import { download } from '@/shared/lib/download'

/** A list that can be taken out: one of the program's, or that of records of the company's own. */
export type Exported = ExportedList | { object: string }

export const isMaking = ({ state }: ExportFile) => state === 'waiting' || state === 'running'

/** One file; while it is being made, how far it is. */
export const exportQuery = (id: string) => queryOptions({
  queryKey: ['/exports', 'one', id],
  queryFn: ({ signal }) => api.get('/exports/{id}', { path: { id }, signal }),
  refetchInterval: (query) => (query.state.data && isMaking(query.state.data) ? 1000 : false),
})

/** One's own files, the newest first; while one is being made the list is asked for again. */
export const exportsQuery = () => infiniteQueryOptions({
  queryKey: ['/exports', 'list'],
  queryFn: ({ pageParam, signal }) => api.get('/exports', { query: { cursor: pageParam, limit: 50 }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last) => last.next ?? undefined,
  refetchInterval: (query) => (query.state.data?.pages.some((p) => p.items.some(isMaking)) ? 1500 : false),
})

/** What can be done with files. */
export function useExports() {
  const client = useQueryClient()
  const fresh = () => client.invalidateQueries({ queryKey: ['/exports', 'list'] })
  const ask = (list: Exported, body: ExportOrder) => {
    const asked = typeof list === 'string' ? api.post(`${list}/exports`, { body }) : api.post('/objects/{id}/exports', { path: { id: list.object }, body })
    return asked.then((file) => { client.setQueryData(exportQuery(file.id).queryKey, file); void fresh(); return file })
  }
  const fetchFile = async (file: ExportFile) => download(await api.get('/exports/{id}/file', { path: { id: file.id } }), file.name)
  const remove = (id: string) => api.del('/exports/{id}', { path: { id } }).then(fresh)
  return { ask, fetchFile, remove }
}

/** Why there is no file, in words. */
export const whyFailed = (file: ExportFile) => problemText(new ApiProblem({ status: 422, code: file.problem, params: {} }))
