import { Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { useFormat } from '@/shared/i18n/format'
import { ErrorState } from './ErrorState'
import { ColumnChooser } from './grid/ColumnChooser'
import classes from './grid/DataGrid.module.css'
import { GridCards } from './grid/GridCards'
import { GridTable } from './grid/GridTable'
import { useRows } from './grid/rows'
import type { GridProps } from './grid/types'
import { useColumns, type Columns } from './grid/useColumns'
import { ListSkeleton } from './Skeletons'

/**
 * A long list: rows of a wide screen, cards of a phone, from keyset pages that are fetched as one scrolls.
 * Order and filters belong to the address, so the page passes them in. It fills the height its page leaves.
 */
export function DataGrid<T extends { id: string }>(props: GridProps<T>) {
  const { id, columns, toolbar, total } = props
  const { t } = useTranslation('common')
  const format = useFormat()
  const phone = useMediaQuery('(max-width: 767px)', false, { getInitialValueInEffect: false })
  const state = useColumns(id, columns, props)
  return (
    <section className={classes.wrap} data-fill>
      <div className={classes.toolbar}>
        {toolbar}
        <span className={classes.tools}>
          {total === undefined ? null : <span className={classes.total} role="status">{t('grid.rows', { count: total, n: format.number(total) })}</span>}
          {phone && props.selection ? <Button variant="default" size="sm" aria-pressed={props.selection.choosing} onClick={() => props.selection?.setChoosing(!props.selection.choosing)}>{t(props.selection.choosing ? 'action.cancel' : 'grid.select')}</Button> : null}
          {phone ? null : <ColumnChooser columns={columns} state={state} />}
        </span>
      </div>
      <Body {...props} shown={state.shown} state={state} phone={phone} />
    </section>
  )
}

function Body<T extends { id: string }>(props: GridProps<T> & { shown: GridProps<T>['columns']; state: Columns<T>; phone: boolean }) {
  const { query, empty, phone } = props
  const rows = useRows(query.data)
  if (query.isPending) return <ListSkeleton rows={12} />
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => query.refetch()} />
  if (rows.count === 0) return empty
  return phone ? <GridCards {...props} rows={rows} /> : <GridTable {...props} rows={rows} />
}
