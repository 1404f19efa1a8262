import { Button, Checkbox, Popover, Stack } from '@mantine/core'
import { IconColumns3 } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { GridColumn } from './types'
import type { Columns } from './useColumns'

/** Which columns are shown; the first always is. */
export function ColumnChooser<T>({ columns, state }: { columns: GridColumn<T>[]; state: Columns<T> }) {
  const { t } = useTranslation('common')
  return (
    <Popover position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" size="sm" leftSection={<IconColumns3 size={16} aria-hidden />}>{t('grid.columns')}</Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('grid.columns')}>
        <Stack gap={10}>
          {columns.slice(1).map((c) => <Checkbox key={c.id} size="sm" label={c.label} checked={state.isShown(c.id)} onChange={(e) => state.show(c.id, e.currentTarget.checked)} />)}
          <Button size="compact-sm" variant="subtle" onClick={state.reset}>{t('grid.reset')}</Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
