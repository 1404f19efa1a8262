import { Droppable } from '@hello-pangea/dnd'
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import classes from './Board.module.css'
import { BoardCard } from './BoardCard'
import type { BoardProps, Lane } from './types'

/** One column: its head, its cards, more of them on request. */
export function BoardLane<C>({ lane, ...board }: BoardProps<C> & { lane: Lane<C> }) {
  const { t } = useTranslation('common')
  return (
    <section className={classes.lane} aria-label={lane.title} data-tone={lane.tone}>
      <header className={classes.laneHead}>
        <h2 className={classes.laneTitle}>{lane.title}</h2>
        {lane.header}
      </header>
      <Droppable droppableId={lane.id}>
        {(drop, state) => (
          <div ref={drop.innerRef} {...drop.droppableProps} className={classes.cards} data-over={state.isDraggingOver || undefined}>
            {lane.cards.map((card, index) => <BoardCard key={board.cardId(card)} {...board} card={card} index={index} laneId={lane.id} />)}
            {drop.placeholder}
            {lane.cards.length === 0 && !state.isDraggingOver ? <p className={classes.none}>{t('board.emptyLane')}</p> : null}
            {lane.more ? <Button variant="subtle" size="compact-sm" fullWidth loading={lane.more.loading} onClick={lane.more.load}>{t('action.loadMore')}</Button> : null}
          </div>
        )}
      </Droppable>
    </section>
  )
}
