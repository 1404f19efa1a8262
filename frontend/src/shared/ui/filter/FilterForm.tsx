import { Button, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMaybeMe } from '@/shared/api/me'
import { parseAmount } from '@/shared/i18n/amount'
import { CompanyPicker, PersonPicker } from '../form/pickers'
import { needsValue, opsOf, type Filter, type FilterField, type FilterOp } from './filters'

/** Field, condition, value: one more filter. */
export function FilterForm({ fields, onAdd }: { fields: FilterField[]; onAdd: (filter: Filter) => void }) {
  const { t } = useTranslation('common')
  const currency = useMaybeMe()?.tenant.currency ?? 'EUR'
  const [fieldId, setFieldId] = useState(fields[0]?.id ?? '')
  const field = fields.find((f) => f.id === fieldId) ?? fields[0]!
  const [op, setOp] = useState<FilterOp>(opsOf(field)[0]!)
  const [value, setValue] = useState('')
  const chooseField = (id: string) => {
    setFieldId(id)
    setOp(opsOf(fields.find((f) => f.id === id)!)[0]!)
    setValue('')
  }
  const sent = field.kind === 'money' ? String(parseAmount(value, currency) ?? '') : field.kind === 'number' ? numberOf(value) : value.trim()
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    if (!needsValue(op) || sent !== '') onAdd({ field: field.id, op, value: sent })
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <NativeSelect label={t('filter.field')} data={fields.map((f) => ({ value: f.id, label: f.label }))} value={fieldId} onChange={(e) => chooseField(e.currentTarget.value)} data-autofocus />
        <NativeSelect label={t('filter.op')} data={opsOf(field).map((o) => ({ value: o, label: t(`filter.ops.${o}`) }))} value={op} onChange={(e) => setOp(e.currentTarget.value as FilterOp)} />
        {needsValue(op) ? <ValueInput key={field.id} field={field} value={value} onChange={setValue} /> : null}
        <Button type="submit" disabled={needsValue(op) && sent === ''}>{t('filter.apply')}</Button>
      </Stack>
    </form>
  )
}

/** A number as the API has it; nothing for what is none. */
const numberOf = (text: string) => {
  const plain = text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.')
  return plain === '' || Number.isNaN(Number(plain)) ? '' : plain
}

function ValueInput({ field, value, onChange }: { field: FilterField; value: string; onChange: (v: string) => void }) {
  const { t } = useTranslation('common')
  const label = t('filter.value')
  const text = { label, value, onChange: (e: { currentTarget: { value: string } }) => onChange(e.currentTarget.value) }
  if (field.kind === 'person') return <PersonPicker label={label} onChange={(id) => onChange(id ?? '')} />
  if (field.kind === 'company') return <CompanyPicker label={label} onChange={(id) => onChange(id ?? '')} />
  if (field.kind === 'choice') return <NativeSelect {...text} data={[{ value: '', label: '—' }, ...(field.options ?? [])]} />
  return <TextInput {...text} type={field.kind === 'date' ? 'date' : 'text'} inputMode={field.kind === 'money' || field.kind === 'number' ? 'decimal' : undefined} />
}
