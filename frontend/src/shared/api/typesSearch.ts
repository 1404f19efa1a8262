import type { RecordKind } from './types'

export type FoundKind = RecordKind | 'activity'
/** What a search found. Of an activity the title is the piece that fits, and `about…` the record on whose timeline it is. */
export interface Found { id: string; title: string; subtitle: string; at: string; type: string; aboutKind: string; aboutId: string | null }
export interface FoundGroup { kind: FoundKind; items: Found[]; more: boolean }
export interface SearchOut { groups: FoundGroup[] }

export interface SearchRoutes {
  'GET /search': { query: { q: string; kind?: FoundKind; limit?: number }; data: SearchOut }
}
