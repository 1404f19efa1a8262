import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { announce } from '@/shared/lib/announce'
import type { GridColumn } from './types'
import type { Columns } from './useColumns'

const mime = 'application/x-kith-column'
const step = 16
const handle = { position: 'absolute', insetBlock: 0, insetInlineEnd: 0, width: 9, cursor: 'col-resize', touchAction: 'none' } as const

/** Moving and widening columns at their heads: by dragging, or by Alt and Shift with an arrow. */
export function useArrange<T>(state: Columns<T>) {
  const { t } = useTranslation('common')
  const moveTo = (column: GridColumn<T>, to: number) => {
    const at = state.move(column.id, to)
    if (at !== null) announce(t('list:column.moved', { name: column.label, n: at + 1 }))
    return at
  }
  /** What a key on a head does; where the column is then, or null where the key means something else. */
  const byKey = (event: React.KeyboardEvent, col: number): number | null => {
    const column = state.shown[col]
    const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0
    if (!column || by === 0 || event.altKey === event.shiftKey || event.ctrlKey || event.metaKey) return null
    if (event.altKey) return (col === 0 ? null : moveTo(column, col + by)) ?? col
    const head = (event.target as HTMLElement).closest<HTMLElement>('[role=columnheader]')
    const width = state.resize(column.id, (state.widthOf(column.id) || head?.offsetWidth || column.width || 150) + by * step)
    announce(t('list:column.wide', { name: column.label, n: width }))
    return col
  }
  const head = (column: GridColumn<T>, col: number) => (col === 0 ? { onDragOver: undefined } : {
    draggable: true,
    onDragStart: (e: React.DragEvent) => { e.dataTransfer.setData(mime, column.id); e.dataTransfer.effectAllowed = 'move' },
    onDragOver: (e: React.DragEvent) => { if (e.dataTransfer.types.includes(mime)) e.preventDefault() },
    onDrop: (e: React.DragEvent) => {
      const moved = state.shown.find((c) => c.id === e.dataTransfer.getData(mime))
      if (!moved) return
      e.preventDefault()
      moveTo(moved, col)
    },
  })
  const handle = (column: GridColumn<T>) => <Handle label={t('list:column.border', { name: column.label })} onResize={(width, dragging) => state.resize(column.id, width, dragging)} />
  return { byKey, head, handle }
}

export type Arrange<T> = ReturnType<typeof useArrange<T>>

/** The border at a head's end, for the pointer; keys work on the head itself. */
function Handle({ label, onResize }: { label: string; onResize: (width: number, dragging: boolean) => void }) {
  const from = useRef<{ x: number; width: number; way: number } | null>(null)
  const begin = (e: React.PointerEvent<HTMLSpanElement>) => {
    const head = e.currentTarget.parentElement
    if (!head) return
    e.preventDefault()
    e.currentTarget.setPointerCapture(e.pointerId)
    from.current = { x: e.clientX, width: head.offsetWidth, way: document.documentElement.dir === 'rtl' ? -1 : 1 }
  }
  const tell = (e: React.PointerEvent, dragging: boolean) => {
    const at = from.current
    if (!at) return
    onResize(at.width + (e.clientX - at.x) * at.way, dragging)
    if (!dragging) from.current = null
  }
  return (
    <span style={handle} title={label} aria-hidden draggable onDragStart={(e) => { e.preventDefault(); e.stopPropagation() }}
      onPointerDown={begin} onPointerMove={(e) => tell(e, true)} onPointerUp={(e) => tell(e, false)} />
  )
}
