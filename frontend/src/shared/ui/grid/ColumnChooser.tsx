import { ActionIcon, Button, Checkbox, Group, Stack } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconColumns3 } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { PopoverButton } from '../PopoverButton'
import type { GridColumn } from './types'
import type { Columns } from './useColumns'

/** Which columns are shown, and in which order; the first always is. */
export function ColumnChooser<T>({ columns, state }: { columns: GridColumn<T>[]; state: Columns<T> }) {
  const { t } = useTranslation('common')
  const shown = state.shown.slice(1)
  const hidden = columns.slice(1).filter((c) => !state.isShown(c.id))
  const box = (c: GridColumn<T>) => <Checkbox size="sm" label={c.label} checked={state.isShown(c.id)} onChange={(e) => state.show(c.id, e.currentTarget.checked)} />
  return (
    <PopoverButton label={t('grid.columns')} position="bottom-end" button={<Button variant="default" size="sm" leftSection={<IconColumns3 size={16} aria-hidden />}>{t('grid.columns')}</Button>}>
      {() => (
        <Stack gap={8} mah="60vh" style={{ overflowY: 'auto' }}>
          {shown.map((c, i) => (
            <Group key={c.id} justify="space-between" wrap="nowrap" gap="xs">
              {box(c)}
              <Group gap={2} wrap="nowrap">
                <ActionIcon aria-label={t('list:column.before', { name: c.label })} disabled={i === 0} onClick={() => state.move(c.id, i)}><IconArrowUp size={14} aria-hidden /></ActionIcon>
                <ActionIcon aria-label={t('list:column.after', { name: c.label })} disabled={i === shown.length - 1} onClick={() => state.move(c.id, i + 2)}><IconArrowDown size={14} aria-hidden /></ActionIcon>
              </Group>
            </Group>
          ))}
          {hidden.map((c) => <div key={c.id}>{box(c)}</div>)}
          <Button size="compact-sm" variant="subtle" onClick={state.reset}>{t('grid.reset')}</Button>
        </Stack>
      )}
    </PopoverButton>
  )
}
