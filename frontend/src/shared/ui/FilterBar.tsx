import { Button } from '@mantine/core'
import { IconFilter, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import classes from './filter/FilterBar.module.css'
import { FilterForm } from './filter/FilterForm'
import { FilterValue } from './filter/FilterValue'
import { filterText, needsValue, parseFilter, type Filter, type FilterField } from './filter/filters'
import { PopoverButton } from './PopoverButton'

interface FilterBarProps {
  fields: FilterField[]
  /** As in the address: `field:op:value`. */
  value: string[]
  onChange: (next: string[]) => void
}

/** The filters of a list: chips that can be taken away, and a form for one more. The page keeps them in its address. */
export function FilterBar({ fields, value, onChange }: FilterBarProps) {
  const { t } = useTranslation('common')
  const filters = value.map(parseFilter).filter((f): f is Filter => f !== null && fields.some((d) => d.id === f.field))
  const remove = (index: number) => onChange(filters.filter((_, i) => i !== index).map(filterText))
  const add = (filter: Filter) => onChange([...new Set([...filters.map(filterText), filterText(filter)])])
  return (
    <div className={classes.bar}>
      <PopoverButton label={t('filter.add')} position="bottom-start" width={280}
        button={<Button variant="default" size="sm" leftSection={<IconFilter size={16} aria-hidden />}>{t('filter.add')}</Button>}>
        {(close) => <FilterForm fields={fields} onAdd={(filter) => { close(); add(filter) }} />}
      </PopoverButton>
      {filters.map((filter, index) => (
        <Chip key={filterText(filter)} filter={filter} field={fields.find((d) => d.id === filter.field)!} onRemove={() => remove(index)} />
      ))}
      {filters.length > 1 ? <Button variant="subtle" size="compact-sm" onClick={() => onChange([])}>{t('filter.clear')}</Button> : null}
    </div>
  )
}

function Chip({ filter, field, onRemove }: { filter: Filter; field: FilterField; onRemove: () => void }) {
  const { t } = useTranslation('common')
  return (
    <span className={classes.chip}>
      <span className={classes.text}>{field.label} {t(`filter.ops.${filter.op}`)} {needsValue(filter.op) ? <b><FilterValue filter={filter} field={field} /></b> : null}</span>
      <button type="button" className={classes.remove} onClick={onRemove} aria-label={t('filter.remove', { name: field.label })}><IconX size={14} aria-hidden /></button>
    </span>
  )
}
