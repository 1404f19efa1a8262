/** What people may ask of a company about themselves, on the wire. */
import type { Page } from './types'

interface Id { id: string }
export type ErasedKind = 'contact' | 'consents' | 'entries' | 'mentions' | 'tasks' | 'files' | 'deals' | 'opinions' | 'records' | 'leads' | 'changes' | 'imported' | 'texts' | 'history'

/** What goes when a person is forgotten. `shared` are names and addresses that somebody else has as well: they stay in texts. */
export interface ErasurePreview { name: string; items: { kind: ErasedKind; count: number }[]; shared: string[]; waiting: boolean }

/** What was asked for about a person; the name is empty once they are forgotten. */
export interface PrivacyRequest {
  id: string; act: 'report' | 'erase'; state: 'waiting' | 'done' | 'failed'; contactId: string; name: string; ownerId: string | null; ownerName: string
  items: number; size: number; createdAt: string; finishedAt: string | null; until: string | null
}
export interface PrivacyRequests extends Page<PrivacyRequest> { forgotten: number }

/** How long records of an object are kept, and what is too old now. */
export interface RetentionRule {
  rule: string; object: string; months: number; erase: boolean; problem: '' | 'clock' | 'share'; nightAt: string | null; due: number; total: number; first: string[]; version: number
}
/** A record that goes by a rule, not before a day. */
export interface RetentionWaiting { rule: string; id: string; name: string; since: string; goesAt: string }
interface Rules { items: RetentionRule[] }
interface OfRule { rule: string }

export interface PrivacyRoutes {
  'GET /retention': { data: Rules }
  'GET /retention/waiting': { data: { items: RetentionWaiting[] } }
  'GET /retention/{rule}/preview': { path: OfRule; query: { months: number }; data: RetentionRule }
  'PUT /retention/{rule}': { path: OfRule; body: { version: number; months: number; erase: boolean }; data: Rules }
  'POST /retention/{rule}/allow': { path: OfRule; body: { version: number }; data: Rules }
  'POST /retention/{rule}/records/{id}/keep': { path: OfRule & Id; data: void }
  'GET /contacts/{id}/erasure': { path: Id; data: ErasurePreview }
  'POST /contacts/{id}/erasure': { path: Id; body: { confirm: string }; data: PrivacyRequest }
  'POST /contacts/{id}/data-report': { path: Id; data: PrivacyRequest }
  'GET /privacy/requests': { query?: { cursor?: string; limit?: number }; data: PrivacyRequests }
  'GET /privacy/requests/{id}': { path: Id; data: PrivacyRequest }
  'GET /privacy/requests/{id}/file': { path: Id; data: Blob }
}
