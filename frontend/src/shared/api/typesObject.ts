/** The wire of the kinds of records that a company makes for itself, and of their records. */
import type { Count, Items, ListQuery, Page, Stamped } from './types'
import type { Counted, CountsQuery } from './typesView'
import type { FieldObject, OwnValue, OwnValues, StandardObject } from './typesField'

export type ObjectIcon = 'box' | 'machine' | 'contract' | 'property' | 'car' | 'ticket' | 'book' | 'tool' | 'plant' | 'star'
export interface OwnObject { id: string; code: FieldObject & `o${string}`; name: string; plural: string; icon: ObjectIcon; state: 'active' | 'archived'; version: number }
export interface ObjectDraft { name?: string; plural?: string; icon?: ObjectIcon; state?: 'active' | 'archived' }
/** What a record has to do with. */
export interface ObjectTarget { kind: StandardObject; id: string; name: string }
export interface ObjectRecord extends Stamped, OwnValues { objectId: string; name: string; ownerId: string | null; ownerName: string; links: ObjectTarget[] }
export interface LinkedRecords { object: OwnObject; records: { id: string; name: string }[] }
interface RecordDraft { ownerId?: string | null; custom?: Record<string, OwnValue> }

interface Id { id: string }
interface One extends Id { record: string }
export interface ObjectRoutes {
  'GET /objects': { data: Items<OwnObject> }
  'POST /objects': { body: { name: string; plural: string; icon?: ObjectIcon }; data: OwnObject }
  'PATCH /objects/{id}': { path: Id; body: ObjectDraft & { version: number }; data: OwnObject }
  'DELETE /objects/{id}': { path: Id; data: void }
  'POST /objects/{id}/restore': { path: Id; data: OwnObject }
  'GET /objects/linked': { query: { kind: StandardObject; id: string }; data: Items<LinkedRecords> }
  'GET /objects/{id}/records': { path: Id; query?: ListQuery & { custom?: string }; data: Page<ObjectRecord> }
  'GET /objects/{id}/records/count': { path: Id; query?: ListQuery; data: Count }
  'GET /objects/{id}/records/counts': { path: Id; query: CountsQuery; data: Items<Counted> }
  'GET /objects/{id}/records/export': { path: Id; query?: ListQuery; data: Blob }
  'POST /objects/{id}/records': { path: Id; body: RecordDraft & { name: string }; data: ObjectRecord }
  'GET /object-records/{id}': { path: Id; data: ObjectRecord }
  'PATCH /objects/{id}/records/{record}': { path: One; body: RecordDraft & { version: number; name?: string }; data: ObjectRecord }
  'DELETE /objects/{id}/records/{record}': { path: One; data: void }
  'POST /objects/{id}/records/{record}/restore': { path: One; data: ObjectRecord }
  'POST /objects/{id}/records/{record}/links': { path: One; body: { kind: StandardObject; id: string }; data: ObjectRecord }
  'DELETE /objects/{id}/records/{record}/links/{kind}/{target}': { path: One & { kind: StandardObject; target: string }; data: ObjectRecord }
}
