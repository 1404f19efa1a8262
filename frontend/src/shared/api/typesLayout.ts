/** The wire of layouts: in which order the fields of records stand, and for whom. */
import type { Mask, RoleCode } from './access'
import type { Items, Scope } from './types'
import type { StandardObject } from './typesField'

/** A kind of records with layouts: one of the program's, or by its code one that the company has made. */
export type LaidObject = StandardObject | `o${string}`

export interface LayoutField { key: string; ask: boolean }
export interface LayoutSection { id: string; title: string; closed: boolean; columns: number; fields: LayoutField[] }
/** For whom a layout was made: everybody without a role and a pipeline. */
export interface LayoutFor { role: RoleCode; roleName: string; pipelineId: string | null; pipelineName: string; made: boolean }
/** The order as one reader gets it: without fields that they do not see, and with all others. */
export interface Layout { sections: LayoutSection[]; more: string[]; ask: string[]; for: LayoutFor }
export interface MadeLayout { id: string; object: LaidObject; sections: LayoutSection[]; for: LayoutFor; version: number }
export interface LayoutSetup { usual: LayoutSection[]; layouts: MadeLayout[]; fields: { key: string; askable: boolean; required: boolean }[] }
export interface LayoutPreview { layout: Layout; sees: boolean; scope: Scope | 'none'; fields: Record<string, Mask>; record: unknown }

interface Id { id: string }
export interface LayoutRoutes {
  'GET /layouts/contact': { data: Items<Layout> }
  'GET /layouts/company': { data: Items<Layout> }
  'GET /layouts/deal': { data: Items<Layout> }
  'GET /layouts/object_record': { query: { object: string }; data: Items<Layout> }
  'GET /layouts': { query: { object: LaidObject }; data: LayoutSetup }
  'POST /layouts': { body: { object: LaidObject; role?: RoleCode; pipelineId?: string; sections: LayoutSection[] }; data: MadeLayout }
  'PATCH /layouts/{id}': { path: Id; body: { version: number; sections: LayoutSection[] }; data: MadeLayout }
  'DELETE /layouts/{id}': { path: Id; query: { version: number }; data: void }
  'POST /layouts/preview': { body: { object: LaidObject; role: RoleCode; recordId: string; sections?: LayoutSection[] }; data: LayoutPreview }
}
