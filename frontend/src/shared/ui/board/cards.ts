import type { Page } from '@/shared/api/types'

/** Pure changes to the columns of a board as the server answered them. Counts follow the cards. */

interface Row { id: string }
/** A column: the cards that are loaded, how many there are in all, and where to go on. */
export interface Cards<C extends Row> { count: number; items: C[]; next: string | null }
/** Where a card is among the loaded ones. */
export interface Found<C extends Row> { column: number; index: number; card: C }

/** Null when the card is not among the loaded ones. */
export function findCard<C extends Row>(columns: Cards<C>[], id: string): Found<C> | null {
  for (const [column, { items }] of columns.entries()) {
    const index = items.findIndex((c) => c.id === id)
    if (index >= 0) return { column, index, card: items[index]! }
  }
  return null
}

export const without = <C extends Row, L extends Cards<C>>(column: L & Cards<C>, card: C): L =>
  ({ ...column, count: column.count - 1, items: column.items.filter((c) => c.id !== card.id) })

export const having = <C extends Row, L extends Cards<C>>(column: L & Cards<C>, card: C, index: number): L =>
  ({ ...column, count: column.count + 1, items: column.items.toSpliced(index, 0, card) })

/** The next page of a column; a card that was moved in meanwhile is not shown twice. */
export function append<C extends Row, L extends Cards<C>>(columns: (L & Cards<C>)[], to: L, page: Page<C>): L[] {
  const have = new Set(columns.flatMap((c) => c.items.map((card) => card.id)))
  const fresh = page.items.filter((c) => !have.has(c.id))
  return columns.map((c) => (c === to ? { ...c, items: [...c.items, ...fresh], next: page.next } : c))
}
