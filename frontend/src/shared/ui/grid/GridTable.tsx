import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { problemText } from '@/shared/i18n/problemText'
import { lettersOn } from '@/shared/lib/keys'
import { complain } from '../undoable'
import { useArrange, type Arrange } from './arrange'
import type { Move } from './CellEditor'
import classes from './DataGrid.module.css'
import { GridRow, type Editing } from './GridRow'
import { chooseRow, ChooseShown, chooses } from './choosing'
import { GridTail } from './GridTail'
import type { Rows } from './rows'
import type { GridColumn, GridProps } from './types'
import type { Columns } from './useColumns'
import { moved, useGridKeys, type Cell } from './useGridKeys'

interface GridTableProps<T extends { id: string }> extends GridProps<T> { shown: GridColumn<T>[]; state: Columns<T>; rows: Rows<T> }

/** The rows of a wide screen: an ARIA grid that draws only what is in view. */
export function GridTable<T extends { id: string }>({ label, shown, state, rows, query, href, sort, onSort, total, rowActions, selection, nameOf }: GridTableProps<T>) {
  const scroll = useRef<HTMLDivElement>(null)
  const rowHeight = useRowHeight(scroll)
  const virtual = useVirtualizer({ count: rows.count, getScrollElement: () => scroll.current, estimateSize: () => rowHeight, overscan: 4, scrollPaddingStart: rowHeight })
  const cols = shown.length + (rowActions ? 1 : 0)
  const size = { rows: rows.count, cols, page: 10, scrollTo: (row: number) => virtual.scrollToIndex(row) }
  const { active, setActive, go } = useGridKeys(scroll, size)
  const edits = useEditing(shown, go)
  const arrange = useArrange(state)
  const items = virtual.getVirtualItems()
  useLoadMore(query, items.at(-1)?.index ?? 0, rows.count)
  useEffect(() => virtual.measure(), [rowHeight, virtual])

  const drawn = active.row < 0 || items.some((i) => i.index === active.row)
  const startEdit = (cell: Cell) => edits.start(cell, rows.at(cell.row)?.id)
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (edits.editing || isTyping(event.target)) return
    if (selection && chooses(event) && chooseRow(selection, rows.at, active.row, event.shiftKey)) { event.preventDefault(); return }
    const col = active.row < 0 ? arrange.byKey(event, active.col) : null
    if (col !== null) { event.preventDefault(); go({ row: -1, col }); return }
    const next = moved(active, event, size)
    if (next) { event.preventDefault(); go(next); return }
    if (!edits.keys(event)) return
    if (event.target instanceof HTMLElement && event.target.dataset.col === undefined) return
    if (startEdit(active)) event.preventDefault()
    else if (event.key === 'Enter') enter(event)
  }
  return (
    <div ref={scroll} role="grid" aria-label={label} aria-multiselectable={selection ? true : undefined} aria-rowcount={(total ?? -2) + 1} aria-colcount={cols} className={classes.grid}
      tabIndex={drawn ? -1 : 0} onFocus={(e) => { if (e.target === e.currentTarget) go(active) }} onKeyDown={onKeyDown}
      onMouseDown={(e) => { const c = cellOf(e.target); if (c) setActive(c) }}
      onDoubleClick={(e) => { const c = cellOf(e.target); if (c) startEdit(c) }}
      style={tracks(shown, rowActions !== undefined)}>
      <Header columns={shown} arrange={arrange} sort={sort} onSort={onSort} activeCol={active.row < 0 ? active.col : -1} actions={rowActions !== undefined} lead={selection ? <ChooseShown selection={selection} rows={rows} /> : null} />
      <div role="rowgroup" className={classes.body} style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows.at(item.index)
          return row && (
            <GridRow key={row.id} row={row} index={item.index} top={item.start} columns={shown} href={href} rowActions={rowActions}
              chosen={selection?.has(row.id)} onChoose={selection?.toggle} at={rows.at} name={selection ? nameOf?.(row) : undefined}
              activeCol={active.row === item.index ? active.col : -1} editing={edits.editing?.id === row.id ? edits.editing : null} onSave={edits.save} onDone={edits.done} />
          )
        })}
      </div>
      <GridTail query={query} />
    </div>
  )
}

/** The columns' tracks and the width below which the grid scrolls sideways. */
function tracks(columns: { width?: number; fixed?: boolean }[], actions: boolean) {
  const widths = columns.map((c, i) => c.width ?? (i === 0 ? 220 : 150))
  const cols = widths.map((w, i) => (columns[i]?.fixed ? `${w}px` : `minmax(${w}px, ${i === 0 ? 1.5 : 1}fr)`)).join(' ') + (actions ? ' 48px' : '')
  return { '--cols': cols, '--min': `${widths.reduce((sum, w) => sum + w, actions ? 48 : 0)}px` } as React.CSSProperties
}

const isTyping = (target: EventTarget) => target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'SELECT', 'TEXTAREA'].includes(target.tagName))

/** Enter on a cell does what a click on the link or button in it would, or in the row: it opens the record. */
function enter(event: React.KeyboardEvent) {
  const cell = event.target as HTMLElement
  const inner = cell.querySelector<HTMLElement>('a,button') ?? cell.closest('[role=row]')?.querySelector<HTMLElement>('a')
  if (inner) { event.preventDefault(); inner.click() }
}

function cellOf(target: EventTarget): Cell | null {
  const node = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null
  return node ? { row: Number(node.dataset.row), col: Number(node.dataset.col) } : null
}

/** The row's height from the theme, which is taller for Devanagari. */
function useRowHeight(root: React.RefObject<HTMLElement | null>): number {
  const [height, set] = useState(44)
  const { i18n } = useTranslation()
  useEffect(() => {
    const read = root.current ? Number.parseInt(getComputedStyle(root.current).getPropertyValue('--k-row'), 10) : 0
    if (read > 0) set(read)
  }, [root, i18n.language])
  return height
}

export function useLoadMore(query: GridProps<{ id: string }>['query'] | GridTableProps<never>['query'], last: number, count: number) {
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError && last >= count - 25) fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, last, count])
}

/** The cell being edited: saved on leaving; a refusal opens it again with what was typed. */
function useEditing<T extends { id: string }>(columns: GridColumn<T>[], go: (cell: Cell) => void) {
  const [editing, setEditing] = useState<Editing | null>(null)
  const current = useRef({ editing, columns, go })
  current.current = { editing, columns, go }
  const start = (cell: Cell, id: string | undefined) => {
    if (!id || !columns[cell.col]?.edit) return false
    setEditing({ ...cell, id })
    return true
  }
  const done = useCallback(() => {
    const at = current.current.editing
    setEditing(null)
    if (at) current.current.go(at)
  }, [])
  const save = useCallback((row: T, column: GridColumn<T>, value: string, move: Move) => {
    const at = current.current.editing
    setEditing(null)
    if (!at || !column.edit) return
    if (move !== null) current.current.go({ row: at.row, col: Math.min(Math.max(at.col + move, 0), current.current.columns.length - 1) })
    if (value === column.edit.value(row)) return
    column.edit.save(row, value).catch((error: unknown) => {
      if (current.current.editing) complain(error)
      else setEditing({ ...at, value, error: problemText(error) })
    })
  }, [])
  const keys = (event: React.KeyboardEvent) => event.key === 'Enter' || event.key === 'F2' || (event.key === 'e' && lettersOn() && !event.ctrlKey && !event.metaKey && !event.altKey)
  return { editing, start, done, save, keys }
}

interface HeaderProps<T> { columns: GridColumn<T>[]; arrange: Arrange<T>; sort?: string; onSort?: (sort: string | undefined) => void; activeCol: number; actions: boolean; lead: React.ReactNode }

function Header<T>({ columns, arrange, sort, onSort, activeCol, actions, lead }: HeaderProps<T>) {
  const { t } = useTranslation('common')
  return (
    <div role="rowgroup" className={classes.head}>
      <div role="row" aria-rowindex={1} className={classes.headRow}>
        {columns.map((column, col) => {
          const way = column.sort === undefined ? 'none' : sort === column.sort ? 'ascending' : sort === `-${column.sort}` ? 'descending' : 'none'
          const sorts = column.sort !== undefined && onSort !== undefined
          return (
            <div key={column.id} role="columnheader" aria-colindex={col + 1} aria-sort={sorts ? way : undefined} data-row={-1} data-col={col} data-align={column.align}
              tabIndex={activeCol === col ? 0 : -1} className={classes.headCell} {...arrange.head(column, col)}>
              {col === 0 ? lead : null}
              {sorts
                ? <button type="button" tabIndex={-1} className={classes.sorter} onClick={() => onSort(nextSort(column.sort!, sort))}>{column.label}{way === 'ascending' ? <IconArrowUp size={14} aria-hidden /> : way === 'descending' ? <IconArrowDown size={14} aria-hidden /> : null}</button>
                : column.label}
              {arrange.handle(column)}
            </div>
          )
        })}
        {actions ? <div role="columnheader" aria-colindex={columns.length + 1} data-row={-1} data-col={columns.length} data-actions tabIndex={activeCol === columns.length ? 0 : -1} className={classes.headCell}><span className="k-hidden">{t('action.more')}</span></div> : null}
      </div>
    </div>
  )
}

/** Ascending, then descending, then as at first. */
export const nextSort = (column: string, sort: string | undefined) => (sort === column ? `-${column}` : sort === `-${column}` ? undefined : column)
