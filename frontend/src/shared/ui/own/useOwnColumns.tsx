import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ownFieldsQuery, ownKey } from '@/shared/api/fields'
import { useCan, useOpenFields } from '@/shared/api/me'
import { refusedField } from '@/shared/api/refused'
import type { FieldObject, OwnField, OwnValue, OwnValues } from '@/shared/api/typesField'
import { useFormat } from '@/shared/i18n/format'
import type { FilterField, FilterOp } from '../filter/filters'
import type { CellEdit, GridColumn } from '../grid/types'
import { shownColumns } from '../grid/useColumns'
import { ownText } from './ownValue'

type Save<T> = (row: T, changes: OwnValues, shown: OwnValues) => Promise<unknown>

interface OwnList<T> {
  columns: GridColumn<T>[]
  filters: FilterField[]
  /** For the list's question: which of the fields it needs. */
  extra: { custom?: string }
  onShown: (ids: string[]) => void
}

const prefix = 'custom.'
const ours = (ids: string[]) => ids.filter((id) => id.startsWith(prefix)).map((id) => id.slice(prefix.length)).sort().join(',') || undefined

/** The company's own fields as columns and filters of a list. Rows bring only those whose columns are shown. */
export function useOwnColumns<T extends OwnValues>(list: string, object: FieldObject, save: Save<T>): OwnList<T> {
  const { t } = useTranslation('common')
  const format = useFormat()
  const may = useCan()(object, 'update')
  const open = useOpenFields(object)
  const fields = useOwnFields(object)
  const [custom, setCustom] = useState(() => ours(shownColumns(list)))
  const columns = useMemo(() => fields.map((f): GridColumn<T> => ({
    id: ownKey(f.id), label: f.label, hidden: true, width: 160, align: f.type === 'number' || f.type === 'money' ? 'end' : undefined,
    sort: unsorted.includes(f.type) ? undefined : ownKey(f.id),
    cell: (row) => ownText(f, row, format, (word) => t(`answer.${word}`)),
    edit: may && f.state === 'active' && open.fills(ownKey(f.id)) ? editOf(f, save) : undefined,
  // eslint-disable-next-line react/exhaustive-deps -- save is made anew each time but does the same
  })), [fields, format, may, open, t])
  return { columns, filters: useOwnFilters(object), extra: { custom }, onShown: (ids) => setCustom(ours(ids)) }
}

/** Those that the person may look for. */
function useOwnFields(object: FieldObject): OwnField[] {
  const open = useOpenFields(object)
  const { data } = useQuery(ownFieldsQuery(object))
  return useMemo(() => (data ?? []).filter((f) => open.finds(ownKey(f.id))), [data, open])
}

/** The company's own fields as filters of a list. */
export function useOwnFilters(object: FieldObject): FilterField[] {
  const { t } = useTranslation('common')
  const fields = useOwnFields(object)
  return useMemo(() => fields.map((f) => filterOf(f, (word) => t(`answer.${word}`))), [fields, t])
}

const unsorted: OwnField['type'][] = ['long', 'choices', 'person', 'company']
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

const exact: FilterOp[] = ['is', 'not', 'empty', 'notEmpty']
const amounts: FilterOp[] = ['gte', 'lte', 'empty', 'notEmpty']

function filterOf(f: OwnField, words: (word: 'yes' | 'no') => string): FilterField {
  const base = { id: ownKey(f.id), label: f.label }
  switch (f.type) {
    case 'number': return { ...base, kind: 'number' }
    case 'money': return { ...base, kind: 'money', ops: amounts }
    case 'date': return { ...base, kind: 'date' }
    case 'choice': case 'choices': return { ...base, kind: 'choice', ops: exact, options: f.choices.map((c) => ({ value: c.id, label: c.label })) }
    case 'yesno': return { ...base, kind: 'choice', ops: exact, options: [{ value: 'true', label: words('yes') }, { value: 'false', label: words('no') }] }
    case 'person': case 'company': return { ...base, kind: f.type }
    default: return { ...base, kind: 'text' }
  }
}
