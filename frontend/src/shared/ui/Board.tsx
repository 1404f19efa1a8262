import { DragDropContext, type DragStart, type DragUpdate, type DropResult, type ResponderProvided } from '@hello-pangea/dnd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './board/Board.module.css'
import { BoardLane } from './board/BoardLane'
import { moveTo } from './board/moveTo'
import type { BoardProps, Lane, Move } from './board/types'

/**
 * Lanes of cards moved by mouse, touch (long press), keyboard (space, arrows) or the menu 'Move to…' on each card.
 * The library behind it is known only here.
 */
export function Board<C>(props: BoardProps<C>) {
  const { label, lanes, cardId, onMove } = props
  const { t } = useTranslation('common')
  const say = useAnnouncements(props)
  const drop = (result: DropResult, provided: ResponderProvided) => {
    say.drop(result, provided)
    const move = moveOf(lanes, cardId, result)
    if (move) onMove(move)
  }
  return (
    <DragDropContext onDragStart={say.start} onDragUpdate={say.update} onDragEnd={drop} dragHandleUsageInstructions={t('board.usage')}>
      <section className={classes.board} aria-label={label} data-fill>
        {lanes.map((lane) => <BoardLane key={lane.id} {...props} lane={lane} />)}
      </section>
    </DragDropContext>
  )
}

/** What a drop means, or null when the card is where it was. */
export function moveOf<C>(lanes: Lane<C>[], cardId: (card: C) => string, result: Pick<DropResult, 'source' | 'destination'>): Move<C> | null {
  const { source, destination } = result
  if (!destination || (destination.droppableId === source.droppableId && destination.index === source.index)) return null
  const card = lanes.find((l) => l.id === source.droppableId)?.cards[source.index]
  const target = lanes.find((l) => l.id === destination.droppableId)
  if (!card || !target) return null
  return moveTo(target, cardId, { card, from: source.droppableId, index: destination.index })
}

/** The lanes after a move: for showing it before the server has answered. */
export function applyMove<C>(lanes: Lane<C>[], cardId: (card: C) => string, move: Move<C>): Lane<C>[] {
  const id = cardId(move.card)
  return lanes.map((lane) => {
    const cards = lane.cards.filter((c) => cardId(c) !== id)
    if (lane.id === move.to) cards.splice(move.index, 0, move.card)
    return { ...lane, cards }
  })
}

/** Names, not ids, are read aloud. */
function useAnnouncements<C>({ lanes, cardId, cardLabel }: BoardProps<C>) {
  const { t } = useTranslation('common')
  return useMemo(() => {
    const card = (id: string) => lanes.flatMap((l) => l.cards).filter((c) => cardId(c) === id).map(cardLabel)[0] ?? ''
    const lane = (id: string) => lanes.find((l) => l.id === id)?.title ?? ''
    return {
      start: (s: DragStart, p: ResponderProvided) => p.announce(t('board.lifted', { card: card(s.draggableId), lane: lane(s.source.droppableId), n: s.source.index + 1 })),
      update: (u: DragUpdate, p: ResponderProvided) => p.announce(u.destination
        ? t('board.over', { card: card(u.draggableId), lane: lane(u.destination.droppableId), n: u.destination.index + 1 })
        : t('board.overNothing', { card: card(u.draggableId) })),
      drop: (d: DropResult, p: ResponderProvided) => p.announce(d.destination
        ? t('board.dropped', { card: card(d.draggableId), lane: lane(d.destination.droppableId), n: d.destination.index + 1 })
        : t('board.cancelled', { card: card(d.draggableId) })),
    }
  }, [lanes, cardId, cardLabel, t])
}
