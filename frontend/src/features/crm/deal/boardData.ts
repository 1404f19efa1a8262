import type { Board, BoardColumn, Deal, Money, Page } from '@/shared/api/types'
import * as cards from '@/shared/ui/board/cards'

/** Pure changes to a board as the server answered it. Counts and sums follow the cards. */

export interface Place { stageId: string; index: number }

/** Where a card is among the loaded ones; null when it is not there. */
export function placeOf(board: Board, id: string): (Place & { deal: Deal }) | null {
  const at = cards.findCard(board.columns, id)
  return at && { stageId: board.columns[at.column]!.stageId, index: at.index, deal: at.card }
}

function addMoney(sums: Money[], { amount, currency }: Money): Money[] {
  if (!sums.some((s) => s.currency === currency)) return [...sums, { amount, currency }]
  return sums.map((s) => (s.currency === currency ? { ...s, amount: s.amount + amount } : s))
}

function without(column: BoardColumn, deal: Deal): BoardColumn {
  const rest = cards.without(column, deal)
  return { ...rest, sums: rest.count <= 0 ? [] : addMoney(column.sums, { ...deal.value, amount: -deal.value.amount }).filter((s) => s.amount !== 0) }
}

const having = (column: BoardColumn, deal: Deal, index: number): BoardColumn => ({ ...cards.having(column, deal, index), sums: addMoney(column.sums, deal.value) })

/** The board with the card at another place; a card that is not loaded changes nothing. */
export function placeCard(board: Board, deal: Deal, to: Place): Board {
  const from = placeOf(board, deal.id)
  if (!from) return board
  const columns = board.columns.map((c) => (c.stageId === from.stageId ? without(c, from.deal) : c))
  return { ...board, columns: columns.map((c) => (c.stageId === to.stageId ? having(c, deal, to.index) : c)) }
}

/** The board with a card's fields changed where it is. */
export function patchCard(board: Board, id: string, changes: Partial<Deal>): Board {
  const at = placeOf(board, id)
  return at ? placeCard(board, { ...at.deal, ...changes }, at) : board
}

/** The board without a card. */
export function dropCard(board: Board, id: string): Board {
  const at = placeOf(board, id)
  return at ? { ...board, columns: board.columns.map((c) => (c.stageId === at.stageId ? without(c, at.deal) : c)) } : board
}

/** The next page of a column. */
export function appendCards(board: Board, stageId: string, page: Page<Deal>): Board {
  const to = board.columns.find((c) => c.stageId === stageId)
  return to ? { ...board, columns: cards.append(board.columns, to, page) } : board
}
