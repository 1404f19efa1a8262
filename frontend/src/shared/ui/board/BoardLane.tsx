import { Droppable } from '@hello-pangea/dnd'
import { Button } from '@mantine/core'
import { useIntersection } from '@mantine/hooks'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './Board.module.css'
import { BoardCard } from './BoardCard'
import type { BoardProps, Lane } from './types'

/** One column: its head, its cards, more of them as one scrolls. */
export function BoardLane<C>({ lane, ...board }: BoardProps<C> & { lane: Lane<C> }) {
  const { t } = useTranslation('common')
  return (
    <section className={classes.lane} aria-label={lane.title} data-tone={lane.tone}>
      <header className={classes.laneHead}>
        <h2 className={classes.laneTitle}>{lane.colour ? <span aria-hidden className={classes.dot} style={{ background: lane.colour }} /> : null}{lane.title}</h2>
        {lane.header}
      </header>
      <Droppable droppableId={lane.id} isDropDisabled={lane.closed}>
        {(drop, state) => (
          <div ref={drop.innerRef} {...drop.droppableProps} className={classes.cards} data-over={state.isDraggingOver || undefined}>
            {lane.cards.map((card, index) => <BoardCard key={board.cardId(card)} {...board} card={card} index={index} laneId={lane.id} />)}
            {drop.placeholder}
            {lane.cards.length === 0 && !lane.more && !state.isDraggingOver ? <p className={classes.none}>{t('board.emptyLane')}</p> : null}
            {lane.more ? <More more={lane.more} count={lane.cards.length} /> : null}
          </div>
        )}
      </Droppable>
    </section>
  )
}

/** Loads when it comes into view; the button stays for the keyboard and for another try. */
function More({ more, count }: { more: NonNullable<Lane<unknown>['more']>; count: number }) {
  const { t } = useTranslation('common')
  const { ref, entry } = useIntersection({ rootMargin: '240px' })
  const inView = entry?.isIntersecting === true
  // eslint-disable-next-line react/exhaustive-deps -- once for each time it comes into view or more cards came
  useEffect(() => { if (inView && !more.loading) more.load() }, [inView, count])
  return <Button ref={ref} variant="subtle" size="compact-sm" fullWidth loading={more.loading} onClick={more.load}>{t('action.loadMore')}</Button>
}
