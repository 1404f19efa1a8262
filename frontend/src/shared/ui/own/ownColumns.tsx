import { ownKey } from '@/shared/api/fields'
import { refusedField } from '@/shared/api/refused'
import type { OwnField, OwnValue, OwnValues } from '@/shared/api/typesField'
import type { Format } from '@/shared/i18n/format'
import type { FilterField, FilterOp } from '../filter/filters'
import type { CellEdit, GridColumn } from '../grid/types'
import { ownHolds, ownText } from './ownValue'

export type Save<T> = (row: T, changes: OwnValues, shown: OwnValues) => Promise<unknown>
type Answer = (word: string) => string

/** A field as a column of a list, not shown until chosen. Without `save` it is only read. */
export function columnOf<T extends OwnValues>(f: OwnField, format: Format, answer: Answer, save: Save<T> | undefined): GridColumn<T> {
  return {
    id: ownKey(f.id), label: f.label, hidden: true, width: 160, align: ['number', 'money'].includes(ownHolds(f)) ? 'end' : undefined,
    sort: unsorted.includes(f.type) ? undefined : ownKey(f.id), cell: (row) => ownText(f, row, format, answer), edit: save && editOf(f, save),
  }
}

const unsorted: OwnField['type'][] = ['long', 'choices', 'person', 'company', 'contact', 'deal', 'file', 'rollup']
const inputs: Partial<Record<OwnField['type'], CellEdit<never>['type']>> = { text: 'text', number: 'text', date: 'date', choice: 'choice', link: 'text', email: 'email', phone: 'tel' }

function editOf<T extends OwnValues>(field: OwnField, save: Save<T>): CellEdit<T> | undefined {
  const type = inputs[field.type]
  if (!type) return undefined
  return {
    type, options: field.choices.filter((c) => !c.gone).map((c) => ({ value: c.id, label: c.label })),
    value: (row) => String(row.custom?.[field.id] ?? ''),
    save: (row, text) => {
      const value: OwnValue = text.trim() || null
      return save(row, { custom: { [field.id]: value } }, { custom: { ...row.custom, [field.id]: value } }).catch((error: unknown) => { throw refusedField(error, ownKey(field.id), field.label) })
    },
  }
}

const exact: FilterOp[] = ['is', 'not', 'anyOf', 'empty', 'notEmpty']
const amounts: FilterOp[] = ['gte', 'lte', 'empty', 'notEmpty']

/** A field as a filter of a list. */
export function filterOf(f: OwnField, words: Answer): FilterField {
  const base = { id: ownKey(f.id), label: f.label }
  const holds = ownHolds(f)
  switch (holds) {
    case 'number': return { ...base, kind: 'number' }
    case 'money': return { ...base, kind: 'money', ops: amounts }
    case 'date': return { ...base, kind: 'date' }
    case 'choice': case 'choices': return { ...base, kind: 'choice', ops: exact, options: f.choices.map((c) => ({ value: c.id, label: c.label })) }
    case 'yesno': return { ...base, kind: 'choice', ops: exact, options: [{ value: 'true', label: words('yes') }, { value: 'false', label: words('no') }] }
    case 'person': case 'company': case 'contact': case 'deal': return { ...base, kind: holds }
    case 'file': return { ...base, kind: 'text', ops: ['notEmpty', 'empty'] }
    default: return { ...base, kind: 'text' }
  }
}
