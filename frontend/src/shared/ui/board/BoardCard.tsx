import { Draggable } from '@hello-pangea/dnd'
import { IconArrowsRightLeft } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { RowMenu } from '../RowMenu'
import classes from './Board.module.css'
import { moveTo } from './moveTo'
import type { BoardProps } from './types'

interface BoardCardProps<C> extends BoardProps<C> { card: C; index: number; laneId: string }

/** A card: the whole of it can be lifted; links inside stay links. */
export function BoardCard<C>(props: BoardCardProps<C>) {
  const { card, index, cardId, cardLabel, renderCard, canMove } = props
  const movable = canMove?.(card) ?? true
  return (
    <Draggable draggableId={cardId(card)} index={index} isDragDisabled={!movable}>
      {(drag, state) => (
        <div ref={drag.innerRef} {...drag.draggableProps} {...drag.dragHandleProps} role="group" aria-label={cardLabel(card)}
          className={classes.card} data-lifted={state.isDragging || undefined}>
          {renderCard(card)}
          {movable ? <MoveMenu {...props} /> : null}
        </div>
      )}
    </Draggable>
  )
}

/** 'Move to…': the way without dragging. */
function MoveMenu<C>({ card, cardId, cardLabel, laneId, lanes, onMove }: BoardCardProps<C>) {
  const { t } = useTranslation('common')
  const entries = lanes.filter((l) => l.id !== laneId && !l.closed).map((lane) => ({
    label: lane.title, onClick: () => onMove(moveTo(lane, cardId, { card, from: laneId, index: lane.cards.length })),
  }))
  return <RowMenu className={classes.move} label={t('board.moveCard', { card: cardLabel(card) })} icon={<IconArrowsRightLeft size={15} aria-hidden />} title={t('board.move')} entries={entries} />
}
