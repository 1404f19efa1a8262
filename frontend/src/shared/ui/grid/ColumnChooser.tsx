import { ActionIcon, Button, Checkbox, Group, Stack } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconColumns3 } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { PopoverButton } from '../PopoverButton'
import type { GridColumn } from './types'
import type { Columns } from './useColumns'

/** Which columns are shown, and in which order; the first always is. */
export function ColumnChooser<T>({ columns, state }: { columns: GridColumn<T>[]; state: Columns<T> }) {
  const { t } = useTranslation('common')
  const shown = state.shown.slice(1)
  const hidden = columns.slice(1).filter((c) => !state.isShown(c.id))
  return (
    <PopoverButton label={t('grid.columns')} position="bottom-end" button={<Button variant="default" size="sm" leftSection={<IconColumns3 size={16} aria-hidden />}>{t('grid.columns')}</Button>}>
      {() => <Chooser shown={shown} hidden={hidden} state={state} />}
    </PopoverButton>
  )
}

/** One list, so that a column that moves between those shown and the others stays the same box, and keeps the focus. */
function Chooser<T>({ shown, hidden, state }: { shown: GridColumn<T>[]; hidden: GridColumn<T>[]; state: Columns<T> }) {
  const { t } = useTranslation('common')
  const used = useRef<HTMLInputElement>(null)
  useEffect(() => { if (document.activeElement === document.body) used.current?.focus() })
  const show = (c: GridColumn<T>, box: HTMLInputElement) => { used.current = box; state.show(c.id, box.checked) }
  return (
    <Stack gap={8} mah="60vh" style={{ overflowY: 'auto' }}>
      {[...shown, ...hidden].map((c, i) => (
        <Group key={c.id} justify="space-between" wrap="nowrap" gap="xs">
          <Checkbox size="sm" label={c.label} checked={state.isShown(c.id)} onChange={(e) => show(c, e.currentTarget)} />
          {i < shown.length && (
            <Group gap={2} wrap="nowrap">
              <ActionIcon aria-label={t('list:column.before', { name: c.label })} disabled={i === 0} onClick={() => state.move(c.id, i)}><IconArrowUp size={14} aria-hidden /></ActionIcon>
              <ActionIcon aria-label={t('list:column.after', { name: c.label })} disabled={i === shown.length - 1} onClick={() => state.move(c.id, i + 2)}><IconArrowDown size={14} aria-hidden /></ActionIcon>
            </Group>
          )}
        </Group>
      ))}
      <Button size="compact-sm" variant="subtle" onClick={state.reset}>{t('grid.reset')}</Button>
    </Stack>
  )
}
