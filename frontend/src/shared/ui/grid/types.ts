import type { InfiniteData } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Page } from '@/shared/api/types'
import type { Selection } from './useSelection'
import type { LayoutColumn } from '@/shared/api/typesView'

/** How a cell is edited in place. */
export interface CellEdit<T> {
  /** What stands in the input at first. */
  value: (row: T) => string
  /** Saves on leaving the cell; a rejection opens the cell again with what was typed and the reason. */
  save: (row: T, value: string) => Promise<unknown>
  type?: 'text' | 'email' | 'tel' | 'url' | 'date' | 'choice'
  /** For `choice`. */
  options?: { value: string; label: string }[]
  /** For what an input cannot do (a picker); call `done` when chosen or given up. */
  render?: (row: T, done: () => void) => ReactNode
}

export interface GridColumn<T> {
  id: string
  label: string
  cell: (row: T) => ReactNode
  /** Pixels; the first column also takes what is left over. */
  width?: number
  /** Exactly as wide, not wider: somebody said so. */
  fixed?: boolean
  /** The server's name for ordering by this column. */
  sort?: string
  align?: 'end'
  /** Not shown until chosen. */
  hidden?: boolean
  edit?: CellEdit<T>
  /** Shown under the name on a phone's card; by default the first three columns after the name. */
  card?: boolean
}

/** What `useInfiniteQuery` answers, as far as a grid needs it. */
export interface GridQuery<T> {
  data: InfiniteData<Page<T>> | undefined
  error: Error | null
  isPending: boolean
  isError: boolean
  hasNextPage: boolean
  isFetchingNextPage: boolean
  isFetchNextPageError: boolean
  fetchNextPage: () => unknown
  refetch: () => unknown
}

export interface GridProps<T extends { id: string }> {
  /** Names the stored choice of columns. */
  id: string
  /** What the rows are, for screen readers: 'Contacts'. */
  label: string
  columns: GridColumn<T>[]
  query: GridQuery<T>
  /** The address of a row's record, put on its first cell. */
  href?: (row: T) => string
  /** The order in force: 'name' or '-name'. */
  sort?: string
  /** The columns as a view or the person arranged them; none: as they are at first, or as this machine remembers. */
  layout?: LayoutColumn[]
  onLayout?: (next: LayoutColumn[]) => void
  /** Told when other columns are chosen: the ids of those chosen to be seen. */
  onShown?: (ids: string[]) => void
  onSort?: (sort: string | undefined) => void
  /** How many rows there are in all, once counted. */
  total?: number
  /** Search and filters, at the start of the line above the rows. */
  toolbar?: ReactNode
  /** Shown in place of no rows. */
  empty: ReactNode
  /** At the end of a row (a menu); keep it light, it is drawn for every visible row. */
  rowActions?: (row: T) => ReactNode
  /** Rows can be chosen, to do something with many at once. */
  selection?: Selection
  /** A row's name, for who chooses it without seeing it. */
  nameOf?: (row: T) => string
}
