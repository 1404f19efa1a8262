import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { api } from '@/shared/api/client'
import type { Import, ImportChange } from '@/shared/api/types'
import { upload } from '@/shared/api/upload'

export const maxBytes = 32 * 1024 * 1024
/** What columns can be brought into, in the order of a form. */
const contactFields = ['firstName', 'lastName', 'name', 'preferredName', 'email', 'emailLabel', 'phone', 'phoneLabel', 'jobTitle', 'company', 'street', 'city', 'postcode', 'country', 'birthday', 'language', 'tags', 'note', 'source', 'owner'] as const
const companyFields = ['name', 'domain', 'website', 'email', 'phone', 'industry', 'kinds', 'tags', 'street', 'city', 'postcode', 'country', 'note', 'owner', 'id'] as const
const dealFields = ['name', 'value', 'currency', 'pipeline', 'stage', 'status', 'expectedOn', 'closedOn', 'createdOn', 'lostReason', 'company', 'contact', 'note', 'owner', 'id'] as const
const taskFields = ['name', 'kind', 'dueAt', 'endAt', 'minutes', 'remind', 'repeat', 'zone', 'except', 'further', 'status', 'doneAt', 'contact', 'owner', 'note', 'uid', 'id'] as const
export const importFields = { contact: contactFields, company: companyFields, deal: dealFields, task: taskFields }

const oneKey = (id: string) => ['/imports', 'one', id]

/** One import; while it runs its progress is asked for. */
export const importQuery = (id: string) => queryOptions({
  queryKey: oneKey(id),
  queryFn: ({ signal }) => api.get('/imports/{id}', { path: { id }, signal }),
  staleTime: 60_000,
  refetchInterval: (query) => (query.state.data?.state === 'running' ? 800 : false),
})

export const importsQuery = () => queryOptions({
  queryKey: ['/imports', 'list'],
  queryFn: async ({ signal }) => (await api.get('/imports', { signal })).items,
})

export const sendFile = (file: File, onProgress: (share: number) => void, signal: AbortSignal) =>
  upload<Import>('/imports', file, { query: { fileName: file.name }, onProgress, signal })

export function useImportActions(id: string) {
  const client = useQueryClient()
  const take = (data: Import) => { client.setQueryData(oneKey(id), data); void client.invalidateQueries({ queryKey: ['/imports', 'list'] }) }
  /** The choice is shown at once, the preview follows with the answer. */
  const show = ({ columns = [], spelling = [], onDuplicate, match, object, sheet }: ImportChange) => client.setQueryData<Import>(oneKey(id), (data) => data && {
    ...data, onDuplicate: onDuplicate ?? data.onDuplicate, match: match ?? data.match, object: object ?? data.object, sheet: sheet ?? data.sheet,
    columns: data.columns.map((c) => ({ ...c, ...columns.find((x) => x.index === c.index), ...spelling.find((x) => x.index === c.index) })),
  })
  return {
    show,
    change: (change: ImportChange) => api.patch('/imports/{id}', { path: { id }, body: change }),
    take,
    start: () => api.post('/imports/{id}/start', { path: { id } }).then(take),
    pause: () => api.post('/imports/{id}/pause', { path: { id } }).then(take),
    resume: () => api.post('/imports/{id}/resume', { path: { id } }).then(take),
    cancel: () => api.post('/imports/{id}/cancel', { path: { id } }).then(take),
    again: () => client.invalidateQueries({ queryKey: oneKey(id) }),
  }
}

/** Records are new: whatever shows them is fetched again. */
export function useImportedEffects() {
  const client = useQueryClient()
  return () => { for (const key of ['/contacts', '/companies', '/deals', '/tasks', '/calendar', '/today', '/first-steps', '/imports']) void client.invalidateQueries({ queryKey: [key] }) }
}
