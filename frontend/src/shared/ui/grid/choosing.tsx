import { useTranslation } from 'react-i18next'
import classes from './DataGrid.module.css'
import type { Rows } from './rows'
import type { Range, Selection } from './useSelection'

/** X, or the space bar on a row's first cell, chooses the row. */
export const chooses = (event: React.KeyboardEvent) => !event.ctrlKey && !event.metaKey && !event.altKey && (event.key === ' ' || event.key.toLowerCase() === 'x')

export function chooseRow(selection: Selection, at: Range, index: number, far: boolean): boolean {
  const row = index < 0 ? undefined : at(index)
  if (row) selection.toggle(row, index, far ? at : undefined)
  return row !== undefined
}

interface ChooseRowProps { row: { id: string }; index: number; chosen: boolean; onChoose: Selection['toggle']; at: Range; name?: string }

/** The box at the start of a row. With Shift all rows from the last one chosen. */
export function ChooseRow({ row, index, chosen, onChoose, at, name }: ChooseRowProps) {
  const { t } = useTranslation('common')
  return <input type="checkbox" className={classes.choose} tabIndex={-1} checked={chosen} aria-label={t('grid.choose', { name: name ?? '' })} onClick={(e) => onChoose(row, index, e.shiftKey ? at : undefined)} onChange={() => undefined} />
}

/** The box above them: all rows that are loaded, or none. */
export function ChooseShown<T extends { id: string }>({ selection, rows }: { selection: Selection; rows: Rows<T> }) {
  const { t } = useTranslation('common')
  const every = selection.all || (rows.count > 0 && selection.ids.size >= rows.count)
  const some = !every && selection.ids.size > 0
  const flip = () => selection.choose(every ? [] : Array.from({ length: rows.count }, (_, i) => rows.at(i)?.id).filter((id): id is string => id !== undefined))
  return <input type="checkbox" className={classes.choose} tabIndex={-1} checked={every} ref={(box) => { if (box) box.indeterminate = some }} aria-label={t('grid.chooseShown')} onChange={flip} />
}
