import { Draggable } from '@hello-pangea/dnd'
import { ActionIcon, Menu } from '@mantine/core'
import { IconArrowsRightLeft } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { OpenMenu } from '../OpenMenu'
import classes from './Board.module.css'
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

/** 'Move to…': the way without dragging. The menu is made at the first click, since a board has many cards. */
function MoveMenu<C>(props: BoardCardProps<C>) {
  const { t } = useTranslation('common')
  const [wanted, setWanted] = useState(false)
  const label = t('board.moveCard', { card: props.cardLabel(props.card) })
  const icon = <IconArrowsRightLeft size={15} aria-hidden />
  if (!wanted) return <ActionIcon className={classes.move} size="md" aria-label={label} aria-haspopup="menu" onClick={() => setWanted(true)}>{icon}</ActionIcon>
  return <OpenMenu button={<ActionIcon className={classes.move} size="md" aria-label={label}>{icon}</ActionIcon>}><MoveItems {...props} /></OpenMenu>
}

function MoveItems<C>({ card, laneId, lanes, onMove }: BoardCardProps<C>) {
  const { t } = useTranslation('common')
  return (
    <>
      <Menu.Label>{t('board.move')}</Menu.Label>
      {lanes.filter((l) => l.id !== laneId).map((lane) => (
        <Menu.Item key={lane.id} onClick={() => onMove({ card, from: laneId, to: lane.id, beforeId: null, index: lane.cards.length })}>{lane.title}</Menu.Item>
      ))}
    </>
  )
}
