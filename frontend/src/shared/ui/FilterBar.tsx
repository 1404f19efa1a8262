import { Button } from '@mantine/core'
import { IconFilter, IconX } from '@tabler/icons-react'
import { Fragment, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { onDemand } from '@/shared/lib/onDemand'
import classes from './filter/FilterBar.module.css'
import { FilterWords } from './filter/FilterValue'
import { filterText, type Filter, type FilterField } from './filter/filters'
import { alternatives, askedOf, partsOf, type Asked, type Tree } from './filter/tree'
import { PopoverButton } from './PopoverButton'

const FilterForm = onDemand(() => import('./filter/FilterForm').then((m) => m.FilterForm), () => true)
const Alternatives = onDemand(() => import('./filter/Alternatives').then((m) => m.Alternatives), () => true)

const FilterDialog = onDemand(() => import('./filter/FilterDialog').then((m) => m.FilterDialog), (p) => p.opened)

interface FilterBarProps {
  fields: FilterField[]
  /** As in the address. */
  asked: Asked
  onChange: (next: { filter: string[] | undefined; where: string | undefined }) => void
}

/** The filters of a list: chips that can be taken away or widened by «or», and a form for one more. The page keeps them in its address. */
export function FilterBar({ fields, asked, onChange }: FilterBarProps) {
  const { t } = useTranslation('common')
  const [dialog, setDialog] = useState(false)
  const every = partsOf(asked)
  const parts = every.filter((part) => known(part, fields))
  const change = (next: Tree[]) => onChange(askedOf([...every.filter((part) => !known(part, fields)), ...next]))
  const put = (index: number, part: Tree | null) => change(part === null ? parts.filter((_, i) => i !== index) : parts.map((p, i) => (i === index ? part : p)))
  return (
    <div className={classes.bar}>
      <PopoverButton label={t('filter.add')} position="bottom-start" width={300}
        button={<Button variant="default" size="sm" leftSection={<IconFilter size={16} aria-hidden />}>{t('filter.add')}</Button>}>
        {(close) => (
          <FilterForm fields={fields} onAdd={(filter) => { close(); change([...parts, filterText(filter)]) }}
            more={<Button variant="subtle" size="compact-sm" onClick={() => { close(); setDialog(true) }}>{t('list:advanced.open')}</Button>} />
        )}
      </PopoverButton>
      {parts.map((part, index) => <Chip key={JSON.stringify(part)} part={part} fields={fields} onChange={(next) => put(index, next)} onOpen={() => setDialog(true)} />)}
      {parts.length > 1 ? <Button variant="subtle" size="compact-sm" onClick={() => change([])}>{t('filter.clear')}</Button> : null}
      <FilterDialog opened={dialog} fields={fields} parts={parts} onClose={() => setDialog(false)} onApply={change} />
    </div>
  )
}

/** Single conditions on fields that the page does not offer are the page's own; groups are always shown. */
const known = (part: Tree, fields: FilterField[]) => typeof part !== 'string' || fields.some((f) => part.startsWith(`${f.id}:`))

const bare = { minHeight: 32, padding: 0, border: 0, background: 'none', font: 'inherit', color: 'inherit', cursor: 'pointer' } as const

interface ChipProps { part: Tree; fields: FilterField[]; onChange: (part: Tree | null) => void; onOpen: () => void }

/** One part of the filter. Its text opens what it could be besides; a part with groups in it opens the dialog. */
function Chip({ part, fields, onChange, onOpen }: ChipProps) {
  const { t } = useTranslation('common')
  const some = alternatives(part)
  const fieldOf = (filter: Filter) => fields.find((f) => f.id === filter.field) ?? { id: filter.field, label: filter.field, kind: 'text' as const }
  const name = some ? [...new Set(some.map((f) => fieldOf(f).label))].join(', ') : t('list:advanced.group')
  const words = some?.map((filter, i) => <Fragment key={filterText(filter)}>{i > 0 ? ` ${t('list:or')} ` : null}<FilterWords filter={filter} field={fieldOf(filter)} /></Fragment>)
  return (
    <span className={classes.chip}>
      {some
        ? (
          <PopoverButton label={t('list:orElse', { name })} position="bottom-start" width={300} button={<button type="button" className={classes.text} style={bare}>{words}</button>}>
            {(close) => <Alternatives some={some} fields={fields} onChange={(next) => { close(); onChange(next) }} />}
          </PopoverButton>
        )
        : <button type="button" className={classes.text} style={bare} onClick={onOpen}>{name}</button>}
      <button type="button" className={classes.remove} onClick={() => onChange(null)} aria-label={t('filter.remove', { name })}><IconX size={14} aria-hidden /></button>
    </span>
  )
}
