import type { ReactNode } from 'react'
import type { FieldObject, OwnField, OwnValues } from '@/shared/api/typesField'
import type { LayoutColumn } from '@/shared/api/typesView'
import type { ListSearch } from '@/shared/lib/search'
import type { GridColumn } from '../grid/types'

/** How a list is looked at. */
export type LookKind = 'table' | 'board' | 'calendar'

/** A record as far as boards and calendars need it. */
export interface Looked extends OwnValues { id: string; name: string; version: number }

/** A field by which a list can be laid out; one that is not the company's own is a birthday, which comes each year. */
export interface By { id: string; label: string; own?: OwnField }

/** A list of records as its page knows it. */
export interface LookList<T extends Looked> {
  object: FieldObject
  /** What the records are, for screen readers: 'Contacts'. */
  label: string
  /** Whose routes answer for it: the path of the program's own lists, the id of an object that the company has made. */
  of: '/contacts' | '/companies' | { objectId: string }
  save: (row: T, changes: OwnValues, shown: OwnValues) => Promise<T>
  href: (row: T) => string
  /** Names the stored choice of columns, of which the first are the facts on a card. */
  id: string
  columns: GridColumn<T>[]
  layout?: LayoutColumn[]
  search: ListSearch
  empty: ReactNode
  /** Opens the form for a new record that has a choice already. */
  onAdd?: (values: NonNullable<OwnValues['custom']>) => void
}
