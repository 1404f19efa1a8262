/** The wire of duplicates: pairs that look alike, merging them and taking them apart. */
import type { Items, Page } from './types'

export type MergePath = '/contacts' | '/companies'
export type Likeness = 'email' | 'phone' | 'domain' | 'name'
export interface Half { id: string; name: string; detail: string; createdAt: string }
/** `one` is the older record; it is the one that stays. */
export interface Pair { id: string; one: Half; other: Half; reasons: Likeness[] }
/** A field in which two records differ: whether the other's value is proposed, and whether the role may choose. */
export interface Choice { field: string; take: boolean; closed: boolean }
export interface Tally { name: 'contacts' | 'deals' | 'entries' | 'files' | 'shares' | 'tasks'; count: number }
export interface Proposal { version: number; otherVersion: number; choices: Choice[]; moves: Tally[] }
/** A record that was merged into another; its name is empty when it may say what is hidden. */
export interface MadeOf { id: string; name: string; at: string; byName: string }

interface Id { id: string }
interface Both { id: string; otherId: string }
type Of<P extends MergePath> = {
  [K in `GET ${P}/duplicates`]: { query?: { apart?: boolean; cursor?: string }; data: Page<Pair> }
} & {
  [K in `PUT ${P}/duplicates/{id}/{otherId}/apart` | `DELETE ${P}/duplicates/{id}/{otherId}/apart`]: { path: Both; data: void }
} & {
  [K in `GET ${P}/{id}/merge/{otherId}`]: { path: Both; data: Proposal }
} & {
  [K in `POST ${P}/{id}/merge/{otherId}`]: { path: Both; body: { version: number; otherVersion: number; take: Record<string, boolean> }; data: Id }
} & {
  [K in `GET ${P}/{id}/merges`]: { path: Id; data: Items<MadeOf> }
} & {
  [K in `POST ${P}/{id}/unmerge`]: { path: Id; data: { id: string; kept: string[] } }
}
export type MergeRoutes = Of<'/contacts'> & Of<'/companies'>
