import { Button, Loader } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { problemText } from '@/shared/i18n/problemText'
import classes from './DataGrid.module.css'
import type { GridQuery } from './types'

/** After the last loaded row: the next page on its way, or why it did not come. */
export function GridTail<T>({ query }: { query: GridQuery<T> }) {
  const { t } = useTranslation('common')
  if (query.isFetchNextPageError) {
    return (
      <div className={classes.tail} role="alert">
        <span>{problemText(query.error)}</span>
        <Button size="compact-sm" variant="default" onClick={() => query.fetchNextPage()}>{t('action.retry')}</Button>
      </div>
    )
  }
  return query.isFetchingNextPage ? <div className={classes.tail}><Loader size="xs" /><span>{t('state.loading')}</span></div> : null
}
