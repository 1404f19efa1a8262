/** Files beside records, on the wire. Companies and deals have the same addresses below theirs. */
import type { Items } from './types'
import type { PrivacyRoutes } from './typesPrivacy'

/** How much all files of the company take, and may take, in bytes; `plan` is the smallest with more. */
export interface Space { used: number; most: number; plan: string }
export interface AttachmentPage extends Items<Attachment> { space: Space | null }

/** A file beside a record; `mediaType` is by what it holds, `size` in bytes. */
export interface Attachment { id: string; name: string; mediaType: string; size: number; sha256: string; createdById: string | null; createdByName: string; createdAt: string }
interface Id { id: string }
interface One extends Id { attachmentId: string }

export interface AttachmentRoutes extends PrivacyRoutes {
  'GET /contacts/{id}/attachments': { path: Id; data: AttachmentPage }
  'GET /contacts/{id}/attachments/{attachmentId}': { path: One; data: Blob }
  'GET /contacts/{id}/attachments/{attachmentId}/small': { path: One; data: Blob }
  'DELETE /contacts/{id}/attachments/{attachmentId}': { path: One; data: void }
  'POST /contacts/{id}/attachments/{attachmentId}/restore': { path: One; data: Attachment }
}
