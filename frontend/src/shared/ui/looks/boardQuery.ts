import { queryOptions, type QueryClient } from '@tanstack/react-query'
import { ownKey } from '@/shared/api/fields'
import type { Page } from '@/shared/api/types'
import type { OwnField, OwnValue } from '@/shared/api/typesField'
import { append, findCard, having, without, type Cards } from '../board/cards'
import { shownIds } from '../grid/useColumns'
import { countsOf, keyOf, pageOf } from './ask'
import type { LookList, Looked } from './types'

/** The column of those without a choice. */
export const none = 'none'
const pageSize = 25
/** Where a column goes on of which nothing has been fetched yet. */
const start = ''

/** A column as it is in memory. It is fetched only once it is seen: of a hundred choices most are off the screen. */
export interface FieldColumn<T extends Looked> extends Cards<T> { id: string }
export interface FieldBoardData<T extends Looked> { columns: FieldColumn<T>[] }

/** The columns that a field has. Choices that were taken away are there while records have them. */
export const columnsOf = (f: OwnField): string[] => [none, ...(f.type === 'yesno' ? ['true', 'false'] : f.choices.map((c) => c.id))]
/** What a field holds in a column. */
export const valueIn = (f: OwnField, column: string): OwnValue => (column === none ? null : f.type === 'yesno' ? column === 'true' : column)
export const columnOf = (row: Looked, f: OwnField): string => String(row.custom?.[f.id] ?? none)

/** What a board asks for: the list's question, with the fields that its cards show. */
export function askedOf<T extends Looked>(list: LookList<T>, field: { id: string }) {
  const { q, filter, where, sort } = list.search
  const own = shownIds(list.id, list.columns, list.layout).filter((id) => id.startsWith(ownKey(''))).map((id) => id.slice(ownKey('').length))
  return { q, filter, where, sort, custom: [...new Set([...own, field.id])].sort().join(',') }
}
type Asked = ReturnType<typeof askedOf>

export const boardKey = <T extends Looked>(list: LookList<T>, field: OwnField, asked: Asked) => [...keyOf(list), 'board', field.id, asked] as const

/** The board; fetched again it brings as many cards per column as were there, so nothing scrolls away. */
export const boardQuery = <T extends Looked>(list: LookList<T>, field: OwnField, asked: Asked) => queryOptions({
  queryKey: boardKey(list, field, asked),
  queryFn: async ({ client, signal }): Promise<FieldBoardData<T>> => {
    const { q, filter, where } = asked
    const counts = (await countsOf(list, { q, filter, where, by: ownKey(field.id) }, signal)).items
    const before = client.getQueryData<FieldBoardData<T>>(boardKey(list, field, asked))
    const columns = columnsOf(field).map((id): FieldColumn<T> => {
      const count = counts.find((c) => (c.value || none) === id)?.count ?? 0
      return { id, count, items: [], next: count > 0 ? start : null }
    })
    return { columns: await Promise.all(columns.map((c) => filled(c, before?.columns.find((b) => b.id === c.id)?.items.length ?? 0, (at) => next(list, field, asked, at)))) }
  },
})

async function filled<T extends Looked>(column: FieldColumn<T>, wanted: number, more: (at: FieldColumn<T>) => Promise<Page<T>>): Promise<FieldColumn<T>> {
  let now = column
  while (now.next !== null && now.items.length < wanted) now = append([now], now, await more(now))[0]!
  return now
}

function next<T extends Looked>(list: LookList<T>, field: OwnField, { filter = [], ...asked }: Asked, column: FieldColumn<T>) {
  const only = ownKey(field.id) + (column.id === none ? ':empty:' : `:is:${column.id}`)
  return pageOf(list, { ...asked, filter: [...filter, only], cursor: column.next || undefined, limit: pageSize })
}

/** Fetches a column's next cards into the board. */
export async function loadMore<T extends Looked>(client: QueryClient, list: LookList<T>, field: OwnField, id: string): Promise<void> {
  const asked = askedOf(list, field)
  const key = boardKey(list, field, asked)
  const column = client.getQueryData<FieldBoardData<T>>(key)?.columns.find((c) => c.id === id)
  if (!column || column.next === null) return
  const page = await next(list, field, asked, column)
  client.setQueryData<FieldBoardData<T>>(key, (board) => {
    const to = board?.columns.find((c) => c.id === id)
    return to && to.next === column.next ? { columns: append<T, FieldColumn<T>>(board!.columns, to, page) } : board
  })
}

/** Puts a card, as it is now, into a column of every board by the field that shows it, at once; answers how to take just that back. */
export function putCard<T extends Looked>(client: QueryClient, list: LookList<T>, field: OwnField, card: T, index?: number): () => void {
  const boards = [...keyOf(list), 'board', field.id]
  void client.cancelQueries({ queryKey: boards })
  const undo: (() => void)[] = []
  for (const [key, board] of client.getQueriesData<FieldBoardData<T>>({ queryKey: boards })) {
    const at = board && findCard(board.columns, card.id)
    if (!at) continue
    const set = (put: T, to: string, i: number) => client.setQueryData<FieldBoardData<T>>(key, (now) => now && placed(now, put, to, i))
    set(card, columnOf(card, field), index ?? at.index)
    undo.push(() => set(at.card, board.columns[at.column]!.id, at.index))
  }
  return () => { for (const step of undo) step() }
}

function placed<T extends Looked>(board: FieldBoardData<T>, card: T, to: string, index: number): FieldBoardData<T> {
  const from = findCard(board.columns, card.id)
  if (!from) return board
  const rest = board.columns.map((c, i) => (i === from.column ? without<T, FieldColumn<T>>(c, from.card) : c))
  return { columns: rest.map((c) => (c.id === to ? having<T, FieldColumn<T>>(c, card, index) : c)) }
}
