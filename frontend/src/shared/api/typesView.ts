/** The wire of views: how people keep looking at a list. */
import type { Id, Items, ListQuery } from './types'
import type { FieldObject } from './typesField'

/** A list that has views; one of an object that the company has made goes by its code. */
export type ViewObject = FieldObject
export type ViewKind = 'table' | 'board' | 'calendar' | 'groups'
/** A column that is shown; without a width it is as wide as at first. */
export interface LayoutColumn {
  id: string; width?: number
  /** Not one that is shown: the field whose choices are the columns of a board, or whose days those of a calendar. */
  by?: boolean
}
/** How many rows have a value of a field; an empty one for those without. */
export interface Counted { value: string; count: number }
export type CountsQuery = Pick<ListQuery, 'q' | 'filter' | 'where'> & { by: string }
/** What a view keeps. Without columns those are shown that are shown at first. */
export interface ViewContent { kind: ViewKind; q: string; sort: string; filter: string[]; where: string; columns: LayoutColumn[] }
export type Sharing = 'own' | 'all' | 'team'
export interface ListView extends ViewContent {
  id: string; object: ViewObject; name: string; sharing: Sharing; teamId: string | null; teamName: string; ownerName: string
  mine: boolean; mayEdit: boolean; version: number
  /** It asks for a field that is closed to the reader: what it looks for is left out. */
  closed: boolean
}
/** What somebody chose for a list: with which view it opens, which are tabs (none: as the page thinks best), its columns where no view says them. */
export interface ListChoice { opens: string; tabs: string[]; columns: LayoutColumn[] }
export interface ListViews { items: ListView[]; choice: ListChoice; mayShare: boolean }
export type ViewDraft = Partial<ViewContent> & { name?: string; sharing?: Sharing; teamId?: string }

export type StarKind = 'contact' | 'company' | 'deal' | 'object_record'
/** A record that somebody keeps at hand. */
export interface Favourite { kind: StarKind; id: string; name: string }

export interface ViewRoutes {
  'GET /contacts/counts': { query: CountsQuery; data: Items<Counted> }
  'GET /companies/counts': { query: CountsQuery; data: Items<Counted> }
  'GET /favourites': { data: { items: Favourite[] } }
  'PUT /favourites/{kind}/{id}': { path: Id & { kind: StarKind }; data: void }
  'DELETE /favourites/{kind}/{id}': { path: Id & { kind: StarKind }; data: void }
  'GET /views': { query: { object: ViewObject }; data: ListViews }
  'POST /views': { body: ViewDraft & { object: ViewObject; name: string }; data: ListView }
  'PATCH /views/{id}': { path: Id; body: ViewDraft & { version: number }; data: ListView }
  'DELETE /views/{id}': { path: Id; data: void }
  'POST /views/{id}/restore': { path: Id; data: ListView }
  'PUT /list-choice': { body: Partial<ListChoice> & { object: ViewObject }; data: ListChoice }
}
