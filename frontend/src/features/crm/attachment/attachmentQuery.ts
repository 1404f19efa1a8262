import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { api } from '@/shared/api/client'
import type { Attachment, AttachmentPage, RecordKind } from '@/shared/api/types'
import { upload } from '@/shared/api/upload'
import { complain, undoable } from '@/shared/ui/undoable'

/** The record whose files they are. */
export interface About { kind: RecordKind; id: string }

export const maxBytes = 25 * 1024 * 1024
const records: Record<RecordKind, string> = { contact: '/contacts', company: '/companies', deal: '/deals', object_record: '/object-records' }
/** The address of the files of a kind of record; it is the same but for the beginning. */
const below = (kind: RecordKind) => `${records[kind]}/{id}/attachments` as '/contacts/{id}/attachments'
const key = ({ kind, id }: About) => ['attachments', kind, id] as const

/** All files of a record, the newest first, and how much room there is for more. */
export const attachmentsQuery = (about: About) => queryOptions({
  queryKey: key(about),
  queryFn: ({ signal }) => api.get(below(about.kind), { path: { id: about.id }, signal }),
})

/** The bytes of a file, of the type that it may be shown as. */
export const contentOf = (about: About, file: Attachment, signal?: AbortSignal): Promise<Blob> =>
  api.get(`${below(about.kind)}/{attachmentId}`, { path: { id: about.id, attachmentId: file.id }, signal })

/** A picture in the size that a list shows. */
export const smallOf = (about: About, file: Attachment, signal?: AbortSignal): Promise<Blob> =>
  api.get(`${below(about.kind)}/{attachmentId}/small`, { path: { id: about.id, attachmentId: file.id }, signal })

export const sendFile = (about: About, file: File, onProgress: (share: number) => void, signal: AbortSignal) =>
  upload<Attachment>(`${records[about.kind]}/${about.id}/attachments`, file, { query: { fileName: file.name }, onProgress, signal })

export function useAttachments(about: About) {
  const client = useQueryClient()
  const put = (change: (all: Attachment[]) => Attachment[]) => client.setQueryData<AttachmentPage>(key(about), (page) => page && { ...page, items: change(page.items) })
  const refresh = async () => {
    await Promise.all([client.invalidateQueries({ queryKey: key(about) }), client.invalidateQueries({ queryKey: ['timeline'] })])
  }
  /** Gone at once, ten seconds to take it back. */
  const remove = async (file: Attachment, message: string) => {
    const one = `${below(about.kind)}/{attachmentId}` as const
    const path = { id: about.id, attachmentId: file.id }
    put((all) => all.filter((a) => a.id !== file.id))
    try {
      await api.del(one, { path })
      undoable({ message, undo: async () => { await api.post(`${one}/restore`, { path }); await refresh() } })
    } catch (error) {
      complain(error)
    }
    await refresh()
  }
  return { remove, refresh }
}
