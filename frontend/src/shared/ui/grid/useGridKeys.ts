import { useCallback, useEffect, useRef, useState } from 'react'

/** A place in the grid; row -1 is the header. */
export interface Cell { row: number; col: number }

interface Size { rows: number; cols: number; page: number; scrollTo: (row: number) => void }

/** Where a key leads from a cell, or null when it is not a movement. */
export function moved(cell: Cell, event: { key: string; ctrlKey: boolean; metaKey: boolean }, size: Omit<Size, 'scrollTo'>): Cell | null {
  const far = event.ctrlKey || event.metaKey
  const { row, col } = cell
  const to: Record<string, Cell> = {
    ArrowUp: { row: row - 1, col },
    ArrowDown: { row: row + 1, col },
    ArrowLeft: { row, col: col - 1 },
    ArrowRight: { row, col: col + 1 },
    Home: far ? { row: 0, col: 0 } : { row, col: 0 },
    End: far ? { row: size.rows - 1, col: size.cols - 1 } : { row, col: size.cols - 1 },
    PageUp: { row: Math.max(0, row - size.page), col },
    PageDown: { row: row + size.page, col },
  }
  const next = to[event.key]
  if (!next) return null
  return { row: clamp(next.row, -1, size.rows - 1), col: clamp(next.col, 0, size.cols - 1) }
}

const clamp = (n: number, low: number, high: number) => Math.min(Math.max(n, low), Math.max(low, high))

/**
 * One cell of the grid is in the tab order, arrows move it. The target may not be drawn yet: it is scrolled to and
 * takes the focus once it is there.
 */
export function useGridKeys(root: React.RefObject<HTMLElement | null>, size: Size) {
  const [active, setActive] = useState<Cell>({ row: 0, col: 0 })
  const wanted = useRef<Cell | null>(null)

  const focus = useCallback((cell: Cell) => {
    const node = root.current?.querySelector<HTMLElement>(`[data-row="${cell.row}"][data-col="${cell.col}"]`)
    node?.focus({ preventScroll: cell.row >= 0 })
    return node !== null && node !== undefined
  }, [root])

  useEffect(() => {
    if (wanted.current && focus(wanted.current)) wanted.current = null
  })

  const go = (cell: Cell) => {
    setActive(cell)
    wanted.current = cell
    if (cell.row >= 0) size.scrollTo(cell.row)
  }
  return { active, setActive, go }
}
