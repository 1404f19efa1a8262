import type { ReactNode } from 'react'

/** A column of the board. */
export interface Lane<C> {
  id: string
  title: string
  /** Beside or under the title: count, sums. */
  header?: ReactNode
  tone?: 'ok' | 'bad'
  /** Beside the title, which says the same in words. */
  colour?: string
  cards: C[]
  /** Nothing goes into it. */
  closed?: boolean
  /** There are more cards than loaded. */
  more?: { load: () => void; loading: boolean }
}

/**
 * A card that was put somewhere. `beforeId` is the card it now stands before, null at the end; `afterId` the card it stands
 * after when more follow that are not loaded, so that the end is not where it was put.
 */
export interface Move<C> { card: C; from: string; to: string; beforeId: string | null; afterId: string | null; index: number }

export interface BoardProps<C> {
  /** What the board is, for screen readers. */
  label: string
  lanes: Lane<C>[]
  cardId: (card: C) => string
  /** The card's name, for announcements and the menu. */
  cardLabel: (card: C) => string
  renderCard: (card: C) => ReactNode
  /** Called once a card is put down; change the data at once (before any await), or the card jumps back. */
  onMove: (move: Move<C>) => void
  /** Whether this card may be moved (default: yes). */
  canMove?: (card: C) => boolean
}
