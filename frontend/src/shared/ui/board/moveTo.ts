import type { Lane, Move } from './types'

/** A card put into a lane at an index among the loaded cards, not counting itself. */
export function moveTo<C>(lane: Lane<C>, cardId: (card: C) => string, put: { card: C; from: string; index: number }): Move<C> {
  const others = lane.cards.filter((c) => cardId(c) !== cardId(put.card))
  const before = others[put.index]
  const last = others.at(-1)
  return { ...put, to: lane.id, beforeId: before ? cardId(before) : null, afterId: !before && lane.more && last ? cardId(last) : null }
}
