/** Files beside records, on the wire. Companies and deals have the same addresses below theirs. */
import type { Items } from './types'

/** A file beside a record; `mediaType` is by what it holds, `size` in bytes. */
export interface Attachment { id: string; name: string; mediaType: string; size: number; sha256: string; createdById: string | null; createdByName: string; createdAt: string }
interface Id { id: string }
interface One extends Id { attachmentId: string }

export interface AttachmentRoutes {
  'GET /contacts/{id}/attachments': { path: Id; data: Items<Attachment> }
  'GET /contacts/{id}/attachments/{attachmentId}': { path: One; data: Blob }
  'DELETE /contacts/{id}/attachments/{attachmentId}': { path: One; data: void }
  'POST /contacts/{id}/attachments/{attachmentId}/restore': { path: One; data: Attachment }
}
