import { Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMaybeMe } from '@/shared/api/me'
import { editableAmount, parseAmount } from '@/shared/i18n/amount'
import { useFormat } from '@/shared/i18n/format'
import { CompanyPicker, ContactPicker, DealPicker, PersonPicker } from '../form/pickers'
import { needsValue, opKey, opsOf, spans, type Filter, type FilterField, type FilterOp } from './filters'
import { usePersonName, useRecordName, type RecordField } from './FilterValue'
import { joinValues, splitValues } from './tree'

interface ConditionInputProps { fields: FilterField[]; value: Filter; onChange: (next: Filter) => void; autoFocus?: boolean }

export const firstOf = (field: FilterField): Filter => ({ field: field.id, op: opsOf(field)[0]!, value: '' })
/** Whether a condition says all that it has to. */
export const isWhole = ({ op, value }: Filter) => !needsValue(op) || (value !== '' && !value.endsWith(':'))

/** Field, condition, value. */
export function ConditionInput({ fields, value, onChange, autoFocus }: ConditionInputProps) {
  const { t } = useTranslation('common')
  const field = fields.find((f) => f.id === value.field) ?? fields[0]!
  const setOp = (op: FilterOp) => onChange({ ...value, op, value: kept(value.op, op) ? value.value : '' })
  return (
    <>
      <NativeSelect label={t('filter.field')} data={fields.map((f) => ({ value: f.id, label: f.label }))} value={field.id} autoFocus={autoFocus} data-autofocus={autoFocus}
        onChange={(e) => onChange(firstOf(fields.find((f) => f.id === e.currentTarget.value)!))} />
      <NativeSelect label={t('filter.op')} data={opsOf(field).map((o) => ({ value: o, label: t(opKey(o)) }))} value={value.op} onChange={(e) => setOp(e.currentTarget.value as FilterOp)} />
      {needsValue(value.op) ? <ValueInput key={`${field.id} ${value.op}`} field={field} op={value.op} value={value.value} onChange={(text) => onChange({ ...value, value: text })} /> : null}
    </>
  )
}

const comparing: FilterOp[] = ['is', 'not', 'contains', 'begins', 'before', 'after', 'gte', 'lte']
/** A value stays where the other condition takes one of the same kind. */
const kept = (a: FilterOp, b: FilterOp) => comparing.includes(a) && comparing.includes(b)

interface ValueProps { field: FilterField; op: FilterOp; value: string; onChange: (value: string) => void }

function ValueInput({ field, op, value, onChange }: ValueProps) {
  const { t } = useTranslation('common')
  if (op === 'within') return <SpanInput value={value} onChange={onChange} />
  if (op === 'older') return <TextInput label={t('list:days')} type="number" min={1} defaultValue={value} onChange={(e) => onChange(daysOf(e.currentTarget.value))} />
  if (op === 'anyOf') return <SeveralInput field={field} value={value} onChange={onChange} />
  if (field.kind === 'person') return <PersonInput value={value} onChange={onChange} />
  if (field.kind === 'company' || field.kind === 'contact' || field.kind === 'deal') return <RecordInput kind={field.kind} value={value} onChange={onChange} />
  if (field.kind === 'choice') return <NativeSelect label={t('filter.value')} value={value} onChange={(e) => onChange(e.currentTarget.value)} data={[{ value: '', label: '—' }, ...(field.options ?? [])]} />
  return <TypedInput field={field} value={value} onChange={onChange} />
}

/** A number of days as the API takes it; nothing for what is none. */
const daysOf = (text: string) => (Number(text) >= 1 && Number(text) <= 36_525 ? String(Math.trunc(Number(text))) : '')

/** A number as the API has it; nothing for what is none. */
const numberOf = (text: string) => {
  const plain = text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.')
  return plain === '' || Number.isNaN(Number(plain)) ? '' : plain
}

/** What is typed, kept as it is typed and told as the API has it. */
function TypedInput({ field, value, onChange }: Omit<ValueProps, 'op'>) {
  const { t } = useTranslation('common')
  const format = useFormat()
  const currency = useMaybeMe()?.tenant.currency ?? 'EUR'
  const [typed, setTyped] = useState(() => (field.kind === 'money' && value ? editableAmount(Number(value), currency, format.number(0.5).replace(/\d/g, '').charAt(0)) : value))
  const tell = (text: string) => {
    setTyped(text)
    onChange(field.kind === 'money' ? String(parseAmount(text, currency) ?? '') : field.kind === 'number' ? numberOf(text) : text.trim())
  }
  return <TextInput label={t('filter.value')} value={typed} onChange={(e) => tell(e.currentTarget.value)} type={field.kind === 'date' ? 'date' : 'text'} inputMode={field.kind === 'money' || field.kind === 'number' ? 'decimal' : undefined} />
}

function PersonInput({ value, onChange }: Pick<ValueProps, 'value' | 'onChange'>) {
  const { t } = useTranslation('common')
  return <PersonPicker label={t('filter.value')} defaultValue={value || undefined} defaultLabel={usePersonName(value)} onChange={(id) => onChange(id ?? '')} />
}

const pickers = { company: CompanyPicker, contact: ContactPicker, deal: DealPicker }

function RecordInput({ kind, value, onChange }: Pick<ValueProps, 'value' | 'onChange'> & { kind: RecordField }) {
  const { t } = useTranslation('common')
  const Picker = pickers[kind]
  return <Picker label={t('filter.value')} defaultValue={value || undefined} defaultLabel={useRecordName(kind, value)} onChange={(id) => onChange(id ?? '')} />
}

/** Any of several values: ticked where they are known, else with commas between them. */
function SeveralInput({ field, value, onChange }: Omit<ValueProps, 'op'>) {
  const { t } = useTranslation('common')
  const [typed, setTyped] = useState(() => splitValues(value).join(', '))
  if (!field.options) return <TextInput label={t('list:several')} value={typed} onChange={(e) => { setTyped(e.currentTarget.value); onChange(joinValues(e.currentTarget.value.split(',').map((v) => v.trim()).filter(Boolean))) }} />
  return (
    <Checkbox.Group label={t('filter.value')} value={splitValues(value)} onChange={(some) => onChange(joinValues(some))}>
      <div style={{ display: 'grid', gap: 8, paddingTop: 6 }}>{field.options.map((o) => <Checkbox key={o.value} value={o.value} label={o.label} />)}</div>
    </Checkbox.Group>
  )
}

/** Days told from today. */
function SpanInput({ value, onChange }: Pick<ValueProps, 'value' | 'onChange'>) {
  const { t } = useTranslation('list')
  const [way = '', count = ''] = value.split(':')
  const counted = way === 'last' || way === 'next'
  return (
    <>
      <NativeSelect label={t('common:filter.value')} value={way} onChange={(e) => onChange(['last', 'next'].includes(e.currentTarget.value) ? `${e.currentTarget.value}:7` : e.currentTarget.value)}
        data={[{ value: '', label: '—' }, ...spans.map((s) => ({ value: s, label: t(`list:span.${s}`) }))]} />
      {counted ? <TextInput label={t('list:days')} type="number" min={1} defaultValue={count} onChange={(e) => onChange(`${way}:${daysOf(e.currentTarget.value)}`)} /> : null}
    </>
  )
}
