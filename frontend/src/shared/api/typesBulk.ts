/** The wire of acts on many records at once, and of taking them back. */
import type { Change } from './types'
import type { FieldObject, OwnValue } from './typesField'

/** A kind of records: one of the program's, or by its code one that the company has made. */
export type BulkObject = FieldObject
/** The kind that a record is of: those of all that the company has made are one. */
export type BulkKind = 'contact' | 'company' | 'deal' | 'task' | 'object_record'
export type BulkAct = 'edit' | 'delete' | 'import'
export type BulkState = 'checking' | 'ready' | 'running' | 'done' | 'cancelled' | 'failed' | 'undoing' | 'undone' | 'partly'
export type EntryState = 'fits' | 'same' | 'failed' | 'changed' | 'made' | 'deleted' | 'back' | 'kept'

/** What is set in each record; null, and an empty text, empty a field. */
export interface BulkEdit {
  ownerId?: string | null; source?: string; language?: string; jobTitle?: string; city?: string; country?: string; industry?: string
  addTags?: string[]; removeTags?: string[]; clearTags?: boolean; companyId?: string | null; expectedOn?: string | null; stageId?: string; lostReason?: string
  dueOn?: string | null; custom?: Record<string, OwnValue>
}
/** All records of a list that fit. */
export interface BulkQuestion { q?: string; filter?: string[]; where?: string; status?: string }
export interface BulkOrder { act: 'edit' | 'delete'; object: BulkObject; ids?: string[]; question?: BulkQuestion; count?: number; edit?: BulkEdit }

/** One act; its name is that of the file of an import, and of what the company has made what the records were called. While it is ready, its counts tell what would happen. */
export interface ChangeSet {
  id: string; act: BulkAct; object: BulkObject; name: string; edit: Record<string, unknown>; state: BulkState; total: number; done: number
  changed: number; same: number; failed: number; back: number; kept: number; byName: string; undoable: boolean
  createdAt: string; finishedAt: string | null; undoneAt: string | null; undoneBy: string; keptUntil: string
}
/** What became, or would become, of one record. */
export interface ChangeEntry {
  object: BulkKind; recordId: string; name: string; state: EntryState; code: string; fields: string[]; params: Record<string, unknown> | null
  changes: Change[]; byName: string; at: string | null
}

interface Id { id: string }
export interface BulkRoutes {
  'GET /changesets': { query?: { cursor?: string; limit?: number }; data: { items: ChangeSet[]; next: string | null } }
  'POST /changesets': { body: BulkOrder; data: ChangeSet }
  'GET /changesets/{id}': { path: Id; data: ChangeSet }
  'GET /changesets/{id}/entries': { path: Id; query?: { state?: EntryState; after?: string }; data: { items: ChangeEntry[]; more: boolean } }
  'POST /changesets/{id}/start': { path: Id; data: ChangeSet }
  'POST /changesets/{id}/cancel': { path: Id; data: ChangeSet }
  'POST /activities/{id}/back': { path: Id; body: { field: string; anyway?: boolean }; data: void }
  'POST /changesets/{id}/undo': { path: Id; data: ChangeSet }
}
