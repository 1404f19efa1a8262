/** The wire of buying maps: how the people of a deal stand in it, and to each other. */
import type { DealContact, Id } from './types'

export type Influence = 'low' | 'medium' | 'high'
export type Attitude = 'for' | 'neutral' | 'against' | 'unknown'
export type TieKind = 'reports_to' | 'influences' | 'close_to' | 'conflict'
export type Gap = 'nobody' | 'one_person' | 'no_decider' | 'decider_against' | 'nobody_for'
export interface MapPerson extends DealContact { influence: Influence; attitude: Attitude }
export interface Tie { id: string; fromId: string; toId: string; kind: TieKind }
/** `unseen` is how many other people have a part in the deal. */
export interface BuyingMap { people: MapPerson[]; ties: Tie[]; unseen: number; gaps: Gap[] }

export interface BuyingRoutes {
  'GET /deals/{id}/buying': { path: Id; data: BuyingMap }
  'PUT /deals/{id}/buying/people/{contactId}': { path: Id & { contactId: string }; body: { influence: Influence; attitude: Attitude }; data: BuyingMap }
  'POST /deals/{id}/buying/ties': { path: Id; body: Omit<Tie, 'id'>; data: BuyingMap }
  'DELETE /deals/{id}/buying/ties/{tieId}': { path: Id & { tieId: string }; data: BuyingMap }
}
