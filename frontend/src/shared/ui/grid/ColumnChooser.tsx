import { Button, Checkbox, Stack } from '@mantine/core'
import { IconColumns3 } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { PopoverButton } from '../PopoverButton'
import type { GridColumn } from './types'
import type { Columns } from './useColumns'

/** Which columns are shown; the first always is. */
export function ColumnChooser<T>({ columns, state }: { columns: GridColumn<T>[]; state: Columns<T> }) {
  const { t } = useTranslation('common')
  return (
    <PopoverButton label={t('grid.columns')} position="bottom-end" button={<Button variant="default" size="sm" leftSection={<IconColumns3 size={16} aria-hidden />}>{t('grid.columns')}</Button>}>
      {() => (
        <Stack gap={10}>
          {columns.slice(1).map((c) => <Checkbox key={c.id} size="sm" label={c.label} checked={state.isShown(c.id)} onChange={(e) => state.show(c.id, e.currentTarget.checked)} />)}
          <Button size="compact-sm" variant="subtle" onClick={state.reset}>{t('grid.reset')}</Button>
        </Stack>
      )}
    </PopoverButton>
  )
}
