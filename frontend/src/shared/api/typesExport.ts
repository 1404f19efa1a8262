/** The wire of files that are made of lists. */
export type ExportFormat = 'csv' | 'xlsx' | 'jsonl'
export type ExportState = 'waiting' | 'running' | 'ready' | 'failed'

export interface ExportFile {
  id: string; kind: 'contact' | 'company' | 'deal' | 'task' | 'object_record'; objectId: string | null; name: string; format: ExportFormat; state: ExportState; problem: string
  chosen: boolean; total: number; done: number; size: number; createdAt: string; finishedAt: string | null; expiresAt: string
}
/** What is to be in a file: all that fit a list's question, or some records of it. */
export interface ExportOrder { format: ExportFormat; q?: string; sort?: string; filter?: string[]; where?: string; ids?: string[]; columns?: string[] }
export type ExportedList = '/contacts' | '/companies' | '/deals' | '/tasks'
/** In the bell: a file is there, or could not be made. */
export interface ExportNotice { id: string; name: string; rows: number; ready: boolean }

interface Id { id: string }
export type ExportRoutes = { [P in ExportedList as `POST ${P}/exports`]: { body: ExportOrder; data: ExportFile } } & {
  'POST /objects/{id}/exports': { path: Id; body: ExportOrder; data: ExportFile }
  'GET /exports': { query?: { cursor?: string; limit?: number }; data: { items: ExportFile[]; next: string | null } }
  'GET /exports/{id}': { path: Id; data: ExportFile }
  'GET /exports/{id}/file': { path: Id; data: Blob }
  'DELETE /exports/{id}': { path: Id; data: void }
}
