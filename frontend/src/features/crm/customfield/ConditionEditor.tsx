import { Checkbox, NativeSelect, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { FieldCondition, OwnField } from '@/shared/api/typesField'

interface Props { value: FieldCondition | null; fields: OwnField[]; onChange: (next: FieldCondition | null) => void }

/** On which choices of another field it depends whether a field is asked for. */
export function ConditionEditor({ value, fields, onChange }: Props) {
  const { t } = useTranslation('field')
  if (fields.length === 0) return null
  const on = fields.find((f) => f.id === value?.field)
  const choose = (id: string) => onChange(id === '' ? null : { field: id, choices: fields.find((f) => f.id === id)?.choices.filter((c) => !c.gone).slice(0, 1).map((c) => c.id) ?? [] })
  const flip = (condition: FieldCondition, id: string) => onChange({ ...condition, choices: condition.choices.includes(id) ? condition.choices.filter((c) => c !== id) : [...condition.choices, id] })
  return (
    <>
      <NativeSelect label={t('condition')} value={on?.id ?? ''} data={[{ value: '', label: t('always') }, ...fields.map((f) => ({ value: f.id, label: t('onlyIf', { name: f.label }) }))]} onChange={(e) => choose(e.currentTarget.value)} />
      {on && value ? (
        <Stack gap={6} role="group" aria-label={t('onlyIf', { name: on.label })}>
          {on.choices.filter((c) => !c.gone).map((c) => <Checkbox key={c.id} size="sm" label={c.label} checked={value.choices.includes(c.id)} onChange={() => flip(value, c.id)} />)}
        </Stack>
      ) : null}
    </>
  )
}
