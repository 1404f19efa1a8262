import { DragDropContext, Draggable, Droppable, type DragStart, type DragUpdate, type DropResult, type ResponderProvided } from '@hello-pangea/dnd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Pipeline, Stage } from '@/shared/api/types'
import classes from './Pipelines.module.css'

interface StageOrderProps { pipeline: Pipeline; onMove: (from: number, to: number) => void; children: (stage: Stage, index: number) => ReactNode }

/** A pipeline's stages in their order, changed by mouse, touch (long press) and keyboard (space, arrows). */
export function StageOrder({ pipeline, onMove, children }: StageOrderProps) {
  const { t } = useTranslation('common')
  const name = (id: string) => pipeline.stages.find((s) => s.id === id)?.name ?? ''
  const start = (d: DragStart, p: ResponderProvided) => p.announce(t('board.lifted', { card: name(d.draggableId), lane: pipeline.name, n: d.source.index + 1 }))
  const over = (d: DragUpdate, p: ResponderProvided) => p.announce(d.destination
    ? t('board.over', { card: name(d.draggableId), lane: pipeline.name, n: d.destination.index + 1 })
    : t('board.overNothing', { card: name(d.draggableId) }))
  const drop = (d: DropResult, p: ResponderProvided) => {
    if (!d.destination || d.destination.index === d.source.index) return p.announce(t('board.cancelled', { card: name(d.draggableId) }))
    p.announce(t('board.dropped', { card: name(d.draggableId), lane: pipeline.name, n: d.destination.index + 1 }))
    onMove(d.source.index, d.destination.index)
  }
  return (
    <DragDropContext onDragStart={start} onDragUpdate={over} onDragEnd={drop} dragHandleUsageInstructions={t('board.usage')}>
      <Droppable droppableId={pipeline.id}>
        {(list) => (
          <div ref={list.innerRef} {...list.droppableProps} className={classes.stages}>
            {pipeline.stages.map((stage, index) => (
              <Draggable key={stage.id} draggableId={stage.id} index={index}>
                {(drag) => <div ref={drag.innerRef} {...drag.draggableProps} {...drag.dragHandleProps} role="group" aria-label={stage.name} className={classes.stage}>{children(stage, index)}</div>}
              </Draggable>
            ))}
            {list.placeholder}
          </div>
        )}
      </Droppable>
    </DragDropContext>
  )
}
