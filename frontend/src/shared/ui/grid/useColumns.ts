import { columnVisibilityFeature, tableFeatures, useTable } from '@tanstack/react-table'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { LayoutColumn } from '@/shared/api/typesView'
import { storedLayout, storeLayout } from './chosen'
import type { GridColumn } from './types'

/**
 * Which columns are shown, in which order and how wide. The table library keeps the columns; it is given no rows,
 * because it would copy all of them at each change.
 */
const features = tableFeatures({ columnVisibilityFeature })
const none: never[] = []
const narrowest = 60
const widest = 900

export interface Columns<T> {
  shown: GridColumn<T>[]
  isShown: (id: string) => boolean
  show: (id: string, on: boolean) => void
  /** One place on or back; the first column stays the first. Says where it is then, or null where it can't go. */
  move: (id: string, to: number) => number | null
  /** The width that was set last, which may not be drawn yet. */
  widthOf: (id: string) => number | undefined
  /** Sets a width; while a border is dragged it is only shown. */
  resize: (id: string, width: number, dragging?: boolean) => number
  reset: () => void
}

interface Options { layout?: LayoutColumn[]; onLayout?: (next: LayoutColumn[]) => void; onShown?: (ids: string[]) => void }

export function useColumns<T>(id: string, columns: GridColumn<T>[], { layout, onLayout, onShown }: Options): Columns<T> {
  const [stored, setStored] = useState(() => storedLayout(id))
  const [dragged, setDragged] = useState<LayoutColumn | null>(null)
  const chosen = layout ?? stored
  const current = useMemo(() => arranged(columns, chosen), [columns, chosen])
  const visibility = useMemo(() => Object.fromEntries(columns.map((c) => [c.id, current.some((l) => l.id === c.id)])), [columns, current])
  const defs = useMemo(() => columns.map((c) => ({ id: c.id, header: c.label })), [columns])
  const table = useTable({ features, columns: defs, data: none, state: { columnVisibility: visibility } })
  const seen = table.getVisibleLeafColumns().map((c) => c.id).join('\n')
  const shown = useMemo(() => current.filter((l) => seen.split('\n').includes(l.id)).map((l): GridColumn<T> => {
    const width = dragged?.id === l.id ? dragged.width : l.width
    const column = columns.find((c) => c.id === l.id)!
    return width ? { ...column, width, fixed: true } : column
  }), [columns, current, dragged, seen])
  const ids = chosen.map((l) => l.id).join('\n')
  useEffect(() => { if (ids !== '') onShown?.(ids.split('\n')) }, [ids]) // eslint-disable-line react/exhaustive-deps -- told when the ids change
  // What is chosen but not among the columns, such as a field that is not loaded yet, keeps its place. A key that comes before the
  // last one is drawn goes on from that one.
  const latest = useRef(chosen)
  useEffect(() => { latest.current = chosen }, [chosen])
  const keep = (next: LayoutColumn[]) => {
    latest.current = next
    setStored(next)
    storeLayout(id, next)
    onLayout?.(next)
  }
  const all = () => (latest.current.length > 0 ? latest.current : current)
  return {
    shown,
    isShown: (column) => visibility[column] === true,
    show: (column, on) => keep([...all().filter((l) => l.id !== column), ...(on ? [{ id: column }] : [])]),
    move: (column, to) => {
      if (to < 1 || to >= shown.length) return null
      const order = shown.map((c) => c.id).filter((one) => one !== column)
      order.splice(to, 0, column)
      keep([...order.map((one) => all().find((l) => l.id === one) ?? { id: one }), ...all().filter((l) => !order.includes(l.id))])
      return to
    },
    widthOf: (column) => latest.current.find((l) => l.id === column)?.width,
    resize: (column, width, dragging = false) => {
      const fit = Math.round(Math.min(Math.max(width, narrowest), widest))
      setDragged(dragging ? { id: column, width: fit } : null)
      if (!dragging) keep(all().map((l) => (l.id === column ? { ...l, width: fit } : l)))
      return fit
    },
    reset: () => keep([]),
  }
}

/** The ids of the columns that a person sees of a list, in their order: as a view arranges them, else as this machine remembers. */
export const shownIds = <T>(id: string, columns: GridColumn<T>[], layout?: LayoutColumn[]): string[] => arranged(columns, layout ?? storedLayout(id)).map((c) => c.id)

/** The columns to show: those chosen that there are, else those shown at first; the first is always there, and the first. */
function arranged<T>(columns: GridColumn<T>[], chosen: LayoutColumn[]): LayoutColumn[] {
  const first = columns[0]?.id
  const there = chosen.filter((l) => columns.some((c) => c.id === l.id))
  if (there.length === 0) return columns.filter((c, i) => i === 0 || !c.hidden).map((c) => ({ id: c.id }))
  return [there.find((l) => l.id === first) ?? { id: first ?? '' }, ...there.filter((l) => l.id !== first)]
}
