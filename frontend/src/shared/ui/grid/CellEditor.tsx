import { useEffect, useId, useRef, useState } from 'react'
import classes from './DataGrid.module.css'
import type { CellEdit } from './types'

/** Where the focus goes after saving: back to the cell, a neighbour, or where the person already put it. */
export type Move = 0 | 1 | -1 | null

interface CellEditorProps {
  label: string
  edit: Pick<CellEdit<never>, 'type' | 'options'>
  initial: string
  /** Why the last save was refused. */
  error?: string
    onSave: (value: string, move: Move) => void
  onCancel: () => void
}

/** The input in a cell. Leaving it saves; Escape gives up. */
export function CellEditor({ label, edit, initial, error, onSave, onCancel }: CellEditorProps) {
  const [value, setValue] = useState(initial)
  const settled = useRef(false)
  const input = useRef<HTMLInputElement & HTMLSelectElement>(null)
  const errorId = useId()
  useEffect(() => {
    input.current?.focus()
    if (edit.type !== 'date' && edit.type !== 'choice') input.current?.select()
  }, [edit.type])
  const finish = (move: Move) => {
    if (settled.current) return
    settled.current = true
    onSave(value, move)
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    event.stopPropagation()
    if (event.key === 'Escape') { settled.current = true; onCancel() }
    if (event.key === 'Enter') { event.preventDefault(); finish(0) }
    if (event.key === 'Tab') { event.preventDefault(); finish(event.shiftKey ? -1 : 1) }
  }
  const shared = {
    ref: input, value, className: classes.input, 'aria-label': label, 'aria-invalid': error ? true : undefined, 'aria-describedby': error ? errorId : undefined,
    onChange: (e: React.ChangeEvent<HTMLInputElement & HTMLSelectElement>) => setValue(e.currentTarget.value),
    onKeyDown, onBlur: () => finish(null),
  }
  return (
    <>
      {edit.type === 'choice'
        ? <select {...shared}><option value="" />{edit.options?.map((o) => <option key={o.value} value={o.value}>{o.label}</option>)}</select>
        : <input {...shared} type={edit.type ?? 'text'} autoComplete="off" />}
      {error ? <span id={errorId} role="alert" className={classes.refused}>{error}</span> : null}
    </>
  )
}
