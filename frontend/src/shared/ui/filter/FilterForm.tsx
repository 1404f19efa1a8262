import { Button, Stack } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ConditionInput, firstOf, isWhole } from './ConditionInput'
import type { Filter, FilterField } from './filters'

/** Field, condition, value: one more filter. */
export function FilterForm({ fields, label, more, onAdd }: { fields: FilterField[]; label?: string; more?: ReactNode; onAdd: (filter: Filter) => void }) {
  const { t } = useTranslation('common')
  const [filter, setFilter] = useState(() => firstOf(fields[0]!))
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    if (isWhole(filter)) onAdd(filter)
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <ConditionInput fields={fields} value={filter} onChange={setFilter} autoFocus />
        <Button type="submit" disabled={!isWhole(filter)}>{label ?? t('filter.apply')}</Button>
        {more}
      </Stack>
    </form>
  )
}
