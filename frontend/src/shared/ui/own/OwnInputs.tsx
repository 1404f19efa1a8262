import { Checkbox, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { kindOf, ownFieldsQuery, ownKey } from '@/shared/api/fields'
import { useOpenFields } from '@/shared/api/me'
import type { FieldObject, OwnField, OwnValue } from '@/shared/api/typesField'
import { FieldInput, type FieldKind } from '../form/FieldInput'
import type { ApiForm } from '../form/useApiForm'
import { ownApplies, strings } from './ownValue'

export interface OwnInputsProps<V extends object> {
  object: FieldObject
  form: ApiForm<V>
  /** The keys of those to ask for; the required ones when absent. */
  only?: string[]
  /** The keys of those to ask for beside the required ones, in this order. */
  also?: string[]
  /** The names of the people and records in what is there already, by id. */
  names?: Record<string, string>
}

/** Inputs for those of the company's own fields that a record needs. */
export function OwnInputs<V extends object>({ object, form, only, also = [], names = {} }: OwnInputsProps<V>) {
  const { data = [] } = useQuery(ownFieldsQuery(object))
  const { fills } = useOpenFields(kindOf(object))
  const [values, setValues] = useState<Record<string, OwnValue>>(() => (form.form.getValues() as { custom?: Record<string, OwnValue> }).custom ?? {})
  const set = (field: OwnField, value: OwnValue) => {
    setValues({ ...values, [field.id]: value })
    form.form.setFieldValue(ownKey(field.id) as never, value as never)
  }
  const rank = (f: OwnField) => (also.includes(ownKey(f.id)) ? also.indexOf(ownKey(f.id)) : also.length)
  const wanted = data.filter((f) => (f.required || also.includes(ownKey(f.id))) && f.state === 'active' && fills(ownKey(f.id)) && ownApplies(f, data, values)).sort((a, b) => rank(a) - rank(b))
  const asked = only ? data.filter((f) => only.includes(ownKey(f.id))) : wanted
  return <>{asked.map((f) => <OwnInput key={f.id} field={f} needed={only !== undefined || f.required} given={form.field(ownKey(f.id) as never)} named={names[String(values[f.id])]} value={values[f.id]} onChange={(v) => set(f, v)} />)}</>
}

const kinds: Record<OwnField['type'], FieldKind> = {
  text: 'text', long: 'long', number: 'text', money: 'money', date: 'date', choice: 'choice', choices: 'choice', yesno: 'choice', person: 'person', company: 'company', contact: 'contact', deal: 'deal', link: 'url', email: 'email', phone: 'phone', file: 'text', formula: 'text', rollup: 'text',
}

interface OwnInputProps { field: OwnField; needed: boolean; given: Record<string, unknown>; named: string | undefined; value: OwnValue | undefined; onChange: (value: OwnValue) => void }

function OwnInput({ field, needed, given, named, value, onChange }: OwnInputProps) {
  const { t } = useTranslation(['common', 'field'])
  const shared = { ...given, label: field.label, description: field.help || undefined, withAsterisk: needed }
  const offered = field.choices.filter((c) => !c.gone)
  switch (field.type) {
    case 'file': return <Text size="sm">{field.label}: {t('field:file.later')}</Text>
    case 'choices': return <Several field={field} needed={needed} value={strings(value)} error={given.error as string | undefined} onChange={onChange} />
    case 'choice': return <FieldInput {...shared} kind="choice" options={offered.map((c) => ({ value: c.id, label: c.label }))} onChange={(e: React.ChangeEvent<HTMLSelectElement>) => onChange(e.currentTarget.value || null)} />
    case 'yesno': return <FieldInput {...shared} kind="choice" options={[{ value: 'true', label: t('answer.yes') }, { value: 'false', label: t('answer.no') }]} />
    default: return <FieldInput {...shared} kind={kinds[field.type]} defaultLabel={named} />
  }
}

function Several({ field, needed, value, error, onChange }: { field: OwnField; needed: boolean; value: string[]; error: string | undefined; onChange: (value: OwnValue) => void }) {
  const flip = (id: string) => { const next = value.includes(id) ? value.filter((v) => v !== id) : [...value, id]; onChange(next.length > 0 ? next : null) }
  return (
    <Stack gap={6} role="group" aria-label={field.label}>
      <Text size="sm" fw={500}>{field.label} {needed ? <span aria-hidden>*</span> : null}</Text>
      <Group gap="md">{field.choices.filter((c) => !c.gone).map((c) => <Checkbox key={c.id} label={c.label} checked={value.includes(c.id)} onChange={() => flip(c.id)} />)}</Group>
      {error ? <Text size="xs" c="red" role="alert">{error}</Text> : null}
    </Stack>
  )
}
