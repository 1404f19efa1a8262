import { columnVisibilityFeature, tableFeatures, useTable, type ColumnVisibilityState } from '@tanstack/react-table'
import { useMemo, useState } from 'react'
import { chosenColumns, keyOf, shownColumns } from './chosen'
import type { GridColumn } from './types'

/**
 * Which columns are shown, remembered on this machine. The table library keeps the columns; it is given no rows,
 * because it would copy all of them at each change.
 */
const features = tableFeatures({ columnVisibilityFeature })
const none: never[] = []

export interface Columns<T> {
  shown: GridColumn<T>[]
  isShown: (id: string) => boolean
  show: (id: string, on: boolean) => void
  reset: () => void
}

export function useColumns<T>(id: string, columns: GridColumn<T>[], onShown?: (ids: string[]) => void): Columns<T> {
  const [chosen, setChosen] = useState<ColumnVisibilityState>(() => chosenColumns(id))
  const visibility = useMemo(
    () => ({ ...Object.fromEntries(columns.map((c) => [c.id, !c.hidden])), ...chosen }),
    [columns, chosen],
  )
  const defs = useMemo(() => columns.map((c) => ({ id: c.id, header: c.label })), [columns])
  const table = useTable({ features, columns: defs, data: none, state: { columnVisibility: visibility } })
  const choose = (next: ColumnVisibilityState) => {
    setChosen(next)
    localStorage.setItem(keyOf(id), JSON.stringify(next))
    onShown?.(shownColumns(id))
  }
  const ids = table.getVisibleLeafColumns().map((c) => c.id).join('\n')
  const shown = useMemo(() => columns.filter((c) => ids.split('\n').includes(c.id)), [columns, ids])
  return {
    shown,
    isShown: (column) => visibility[column] !== false,
    show: (column, on) => choose({ ...chosen, [column]: on }),
    reset: () => choose({}),
  }
}
