/** The wire of calling private people until they are reached. */
import type { Id, Items, ListQuery, Page } from './types'

/** What comes of a call; `logged` is one of which nobody said it. */
export type Outcome = 'reached' | 'no_answer' | 'busy' | 'voicemail' | 'later' | 'wrong_number' | 'do_not_call' | 'logged'
export type CallState = 'calling' | 'reached' | 'tried' | 'stopped'
export interface CallAttempt { id: string; at: string; outcome: Outcome }
/** A lead as it is called. `contactId` is null when nobody on the deal has a number; `phone` is in part for whom it is masked. */
export interface CallCard {
  dealId: string; dealName: string; dealStatus: 'open' | 'won' | 'lost'; pipelineName: string; ownerId: string | null; ownerName: string
  contactId: string | null; contactName: string; phone: string; timezone: string; state: CallState; reason: string; nextAt: string | null; asked: boolean
  attempts: CallAttempt[]; count: number; most: number; last: { at: string; by: string; text: string } | null; version: number
}
export interface CallQueue { items: CallCard[]; due: number; numberless: number; nextAt: string | null; off: boolean }
/** How the leads of a pipeline are called; `version` is 0 while nobody has said so. */
export interface CallRule { active: boolean; attempts: number; days: number; fromHour: number; toHour: number; sundays: boolean; version: number }
export interface CallHour { from: number; to: number; calls: number; reached: number }
export type Whose = 'mine' | 'all'

export interface CadenceRoutes {
  'GET /cadence/queue': { query: { whose: Whose }; data: CallQueue }
  'GET /cadence/unreached': { query?: ListQuery; data: Page<CallCard> }
  'GET /cadence/hours': { query: { pipeline?: string; owner?: string }; data: Items<CallHour> }
  'POST /cadence/attempts/{id}/undo': { path: Id; data: { version: number } }
  'GET /deals/{id}/cadence': { path: Id; data: { off: boolean; lead: CallCard | null } }
  'POST /deals/{id}/cadence/attempts': { path: Id; body: { version: number; outcome: Outcome; at?: string; text?: string; source?: string }; data: { attemptId: string; state: CallState; nextAt: string | null; noted: boolean } }
  'POST /deals/{id}/cadence/stop': { path: Id; body: { version: number }; data: void }
  'POST /deals/{id}/cadence/start': { path: Id; body: { version: number }; data: void }
  'GET /pipelines/{id}/cadence': { path: Id; data: CallRule }
  'PUT /pipelines/{id}/cadence': { path: Id; body: CallRule; data: CallRule }
}
