import type { FieldGuess } from './typesField'

/** What a file holds. */
export type ImportObject = 'contact' | 'company' | 'deal' | 'task'
/** Where a file says that deals stand, and what that is here. */
export interface ImportStage { pipeline: string; stage: string; status: string; rows: number; stageId: string | null }
export interface Import {
  object: ImportObject; sheet: string; sheets: { name: string; rows: number }[]; stages: ImportStage[]
  id: string; fileName: string; state: 'ready' | 'running' | 'paused' | 'done' | 'failed' | 'cancelled'; source: 'google' | 'outlook' | 'hubspot' | 'pipedrive' | 'salesforce' | 'kommo' | 'bitrix24' | 'excel' | 'vcard' | 'icalendar' | 'other'; match: string
  encoding: string; separator: string; total: number; done: number; created: number; updated: number; skipped: number; failed: number; remarked: number
  columns: { index: number; header: string; field: string | null; samples: string[]; holds: '' | 'days' | 'numbers'; days: 'dmy' | 'mdy' | 'ymd'; decimal: 'comma' | 'point'; sure: boolean; guess?: FieldGuess }[]; onDuplicate: 'update' | 'skip'
  preview: { row: number; status: 'new' | 'update' | 'skip' | 'error'; values: Record<string, string>; problems: { field: string; code: string }[] }[]
  fits: { limit: number | null; free: number | null }; createdAt: string; startedAt: string | null; finishedAt: string | null; error: string | null
}
/** What is said of a file before it is brought in. */
export interface ImportChange {
  object?: ImportObject; sheet?: string; columns?: { index: number; field: string | null }[]; onDuplicate?: 'update' | 'skip'; match?: string
  spelling?: { index: number; days?: Import['columns'][number]['days']; decimal?: Import['columns'][number]['decimal'] }[]
  stages?: Omit<ImportStage, 'rows'>[]
}
