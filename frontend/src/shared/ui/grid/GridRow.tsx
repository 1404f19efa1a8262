import { Link } from '@tanstack/react-router'
import { memo, type ReactNode } from 'react'
import { CellEditor, type Move } from './CellEditor'
import { ChooseRow } from './choosing'
import classes from './DataGrid.module.css'
import type { GridColumn } from './types'
import type { Range, Selection } from './useSelection'

/** A cell being edited, with what was typed when a save was refused. */
export interface Editing { row: number; col: number; id: string; value?: string; error?: string }

interface GridRowProps<T> {
  row: T
  index: number
  top: number
  columns: GridColumn<T>[]
  /** The column in the tab order when this row holds it, else -1. */
  activeCol: number
  editing: Editing | null
  href?: (row: T) => string
  rowActions?: (row: T) => ReactNode
  onSave: (row: T, column: GridColumn<T>, value: string, move: Move) => void
  onDone: () => void
  chosen?: boolean
  onChoose?: Selection['toggle']
  /** The loaded rows, to choose several. */
  at?: Range
  /** What the row is called, for who chooses it. */
  name?: string
}

function Row<T extends { id: string }>({ row, index, top, columns, activeCol, editing, href, rowActions, onSave, onDone, chosen, onChoose, at, name }: GridRowProps<T>) {
  return (
    <div role="row" aria-rowindex={index + 2} aria-selected={onChoose ? chosen : undefined} className={classes.row} style={{ transform: `translateY(${top}px)` }}>
      {columns.map((column, col) => {
        const edits = editing?.col === col && column.edit !== undefined
        return (
          <div key={column.id} role="gridcell" aria-colindex={col + 1} data-row={index} data-col={col} data-editing={edits || undefined}
            className={classes.cell} data-align={column.align} tabIndex={activeCol === col ? 0 : -1}>
            {col === 0 && onChoose && at && !edits ? <ChooseRow row={row} index={index} chosen={chosen ?? false} onChoose={onChoose} at={at} name={name} /> : null}
            {edits ? <Editor row={row} column={column} editing={editing} onSave={onSave} onDone={onDone} /> : <Shown row={row} column={column} href={col === 0 ? href : undefined} />}
          </div>
        )
      })}
      {rowActions ? <div role="gridcell" aria-colindex={columns.length + 1} data-row={index} data-col={columns.length} tabIndex={activeCol === columns.length ? 0 : -1} className={classes.actions}>{rowActions(row)}</div> : null}
    </div>
  )
}

function Shown<T>({ row, column, href }: { row: T; column: GridColumn<T>; href?: (row: T) => string }) {
  if (!href) return <span className={classes.value}>{column.cell(row)}</span>
  return <Link to={href(row) as '/'} className={classes.link} tabIndex={-1}>{column.cell(row)}</Link>
}

function Editor<T>({ row, column, editing, onSave, onDone }: { row: T; column: GridColumn<T>; editing: Editing } & Pick<GridRowProps<T>, 'onSave' | 'onDone'>) {
  const edit = column.edit
  if (!edit) return null
  if (edit.render) return <div className={classes.custom}>{edit.render(row, onDone)}</div>
  return (
    <CellEditor label={column.label} edit={edit} initial={editing.value ?? edit.value(row)} error={editing.error}
      onSave={(value, move) => onSave(row, column, value, move)} onCancel={onDone} />
  )
}

/** One drawn row; redrawn only when its record, its place or its focus changes. */
export const GridRow = memo(Row) as typeof Row
