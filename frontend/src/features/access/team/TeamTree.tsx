import { DragDropContext, Draggable, Droppable, type DragStart, type DragUpdate, type DropResult, type ResponderProvided } from '@hello-pangea/dnd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Team } from '@/shared/api/types'
import { inTree, placeOf } from './tree'

interface TeamTreeProps { teams: Team[]; onMove: (team: Team, above: Team | null) => void; children: (team: Team) => ReactNode }

/**
 * Teams that are put below each other by mouse, touch (long press) and keyboard (space, arrows): onto a team to stand below it,
 * between teams to stand beside them.
 */
export function TeamTree({ teams, onMove, children }: TeamTreeProps) {
  const { t } = useTranslation(['access', 'common'])
  const rows = inTree(teams)
  const nameOf = (id: string) => teams.find((team) => team.id === id)?.name ?? ''
  const words = (d: DragUpdate) => {
    const place = placeOf(teams, d)
    if (place === undefined) return t('common:board.overNothing', { card: nameOf(d.draggableId) })
    return place ? t('team.over', { name: nameOf(d.draggableId), above: nameOf(place) }) : t('team.overTop', { name: nameOf(d.draggableId) })
  }
  const start = (d: DragStart, p: ResponderProvided) => p.announce(t('common:board.lifted', { card: nameOf(d.draggableId), lane: t('team.title'), n: d.source.index + 1 }))
  const drop = (d: DropResult, p: ResponderProvided) => {
    const team = teams.find((one) => one.id === d.draggableId)
    const place = placeOf(teams, d)
    p.announce(place === undefined || place === team?.parentId ? t('common:board.cancelled', { card: nameOf(d.draggableId) }) : words(d))
    if (team && place !== undefined && place !== team.parentId) onMove(team, teams.find((one) => one.id === place) ?? null)
  }
  return (
    <DragDropContext onDragStart={start} onDragUpdate={(d, p) => p.announce(words(d))} onDragEnd={drop} dragHandleUsageInstructions={t('common:board.usage')}>
      <Droppable droppableId="teams" isCombineEnabled>
        {(list) => (
          <div ref={list.innerRef} {...list.droppableProps}>
            {rows.map(({ team, depth }, index) => (
              <Draggable key={team.id} draggableId={team.id} index={index}>
                {(drag, state) => (
                  <div ref={drag.innerRef} {...drag.draggableProps} {...drag.dragHandleProps} role="group" aria-label={team.name}
                    style={{ ...drag.draggableProps.style, marginInlineStart: depth * 24, paddingBottom: 12, ...(state.combineTargetFor ? { outline: '2px solid var(--k-accent)', borderRadius: 12 } : {}) }}>
                    {children(team)}
                  </div>
                )}
              </Draggable>
            ))}
            {list.placeholder}
          </div>
        )}
      </Droppable>
    </DragDropContext>
  )
}
