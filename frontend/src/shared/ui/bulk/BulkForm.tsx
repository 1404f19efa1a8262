import { Button, Checkbox, Group, NativeSelect, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { kindOf, ownFieldsQuery, ownKey } from '@/shared/api/fields'
import { useOpenFields } from '@/shared/api/me'
import type { Money } from '@/shared/api/types'
import type { BulkEdit, BulkKind, BulkObject } from '@/shared/api/typesBulk'
import type { OwnField, OwnValue } from '@/shared/api/typesField'
import { spoken } from '@/shared/lib/spoken'
import { FieldInput } from '../form/FieldInput'
import type { StageOption } from './BulkBar'
import { emptied, EmptyFields, partOf, type Name } from './EmptyFields'

/** What can be set, by kind; addTags and removeTags under the field that they are of. */
const fields: Record<BulkKind, Name[]> = {
  contact: ['addTags', 'removeTags', 'ownerId', 'companyId', 'source', 'language', 'jobTitle', 'city', 'country'],
  company: ['addTags', 'removeTags', 'ownerId', 'industry', 'city', 'country'],
  deal: ['stageId', 'ownerId', 'expectedOn', 'companyId'],
  task: ['ownerId', 'dueOn'],
  object_record: ['ownerId'],
}

interface BulkFormProps { object: BulkObject; stages?: StageOption[]; busy: boolean; onSubmit: (edit: BulkEdit) => void; onClose: () => void }

/** What is to be set; what stays empty is left as it is. */
export function BulkForm({ object, stages = [], busy, onSubmit, onClose }: BulkFormProps) {
  const { t } = useTranslation(['bulk', 'common'])
  const [edit, setEdit] = useState<BulkEdit>({})
  const [none, setNone] = useState<string[]>([])
  const { fills } = useOpenFields(kindOf(object))
  const put = (name: Name, value: unknown) => setEdit((was) => {
    const rest = { ...was }
    delete rest[name]
    return value === null || value === '' || (Array.isArray(value) && value.length === 0) ? rest : { ...rest, [name]: value }
  })
  const lost = stages.some((s) => s.value === edit.stageId && s.lost)
  const submit = (event: React.FormEvent) => { event.preventDefault(); onSubmit(emptied(lost ? edit : { ...edit, lostReason: undefined }, none)) }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text size="sm" c="dimmed">{t('bulk:only')}</Text>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
          {fields[kindOf(object)].filter((f) => fills(partOf[f] ?? f) && fills(f)).map((f) => (none.includes(f) ? <None key={f} label={t(`bulk:field.${f}`)} /> : <Field key={f} name={f} edit={edit} stages={stages} put={put} />))}
          {lost ? <TextInput label={t('bulk:field.lostReason')} withAsterisk maxLength={500} value={edit.lostReason ?? ''} onChange={(e) => put('lostReason', e.currentTarget.value)} /> : null}
          <OwnFields object={object} none={none} values={edit.custom ?? {}} onChange={(custom) => put('custom', Object.keys(custom).length > 0 ? custom : null)} />
        </SimpleGrid>
        <EmptyFields object={object} none={none} onChange={setNone} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>{t('common:action.cancel')}</Button>
          <Button type="submit" loading={busy} disabled={Object.keys(edit).length + none.length === 0}>{t('bulk:preview')}</Button>
        </Group>
      </Stack>
    </form>
  )
}

/** In the place of a field that will be empty. */
function None({ label }: { label: string }) {
  const { t } = useTranslation('bulk')
  return <TextInput label={label} value={t('empty.will')} disabled readOnly />
}

function Field({ name, edit, stages, put }: { name: Name; edit: BulkEdit; stages: StageOption[]; put: (name: Name, value: unknown) => void }) {
  const { t, i18n } = useTranslation('bulk')
  const label = t(`field.${name}`)
  const leave = { value: '', label: t('leave') }
  switch (name) {
    case 'addTags': case 'removeTags': return <TextInput label={label} placeholder={t('tagsHint')} maxLength={400} onChange={(e) => put(name, e.currentTarget.value.split(',').map((tag) => tag.trim()).filter((tag) => tag !== ''))} />
    case 'ownerId': return <FieldInput kind="person" label={label} onChange={(id: string | null) => put(name, id)} />
    case 'companyId': return <FieldInput kind="company" label={label} onChange={(id: string | null) => put(name, id)} />
    case 'stageId': return <NativeSelect label={label} value={edit.stageId ?? ''} data={[leave, ...stages.map(({ value, label: stage }) => ({ value, label: stage }))]} onChange={(e) => put(name, e.currentTarget.value)} />
    case 'language': return <NativeSelect label={label} value={edit.language ?? ''} data={[leave, ...spoken(i18n.language)]} onChange={(e) => put(name, e.currentTarget.value)} />
    case 'expectedOn': case 'dueOn': return <TextInput type="date" label={label} value={edit[name] ?? ''} onChange={(e) => put(name, e.currentTarget.value)} />
    default: return <TextInput label={label} value={String(edit[name] ?? '')} maxLength={200} onChange={(e) => put(name, e.currentTarget.value)} />
  }
}

interface OwnFieldsProps { object: BulkObject; none: string[]; values: Record<string, OwnValue>; onChange: (values: Record<string, OwnValue>) => void }

/** The company's own fields, but those of which no two records may have the same. */
function OwnFields({ object, none, values, onChange }: OwnFieldsProps) {
  const { data = [] } = useQuery(ownFieldsQuery(object))
  const { fills } = useOpenFields(kindOf(object))
  const put = (id: string, value: OwnValue) => {
    const rest = { ...values }
    delete rest[id]
    onChange(value === null || value === '' ? rest : { ...rest, [id]: value })
  }
  return <>{data.filter((f) => f.state === 'active' && !f.unique && !['formula', 'rollup', 'file'].includes(f.type) && fills(ownKey(f.id))).map((f) => (none.includes(ownKey(f.id)) ? <None key={f.id} label={f.label} /> : <Own key={f.id} field={f} value={values[f.id] ?? null} onChange={(v) => put(f.id, v)} />))}</>
}

function Own({ field, value, onChange }: { field: OwnField; value: OwnValue; onChange: (value: OwnValue) => void }) {
  const { t } = useTranslation(['bulk', 'common'])
  const offered = field.choices.filter((c) => !c.gone)
  const choice = (data: { value: string; label: string }[], read: (v: string) => OwnValue) => <NativeSelect label={field.label} value={value === null ? '' : String(value)} data={[{ value: '', label: t('bulk:leave') }, ...data]} onChange={(e) => onChange(e.currentTarget.value === '' ? null : read(e.currentTarget.value))} />
  switch (field.type) {
    case 'person': case 'company': case 'contact': case 'deal': return <FieldInput kind={field.type} label={field.label} onChange={(id: string | null) => onChange(id)} />
    case 'money': return <FieldInput kind="money" label={field.label} onChange={(m: Money | null) => onChange(m && !Number.isNaN(m.amount) ? m : null)} />
    case 'yesno': return choice([{ value: 'true', label: t('common:answer.yes') }, { value: 'false', label: t('common:answer.no') }], (v) => v === 'true')
    case 'choice': return choice(offered.map((c) => ({ value: c.id, label: c.label })), (v) => v)
    case 'choices': return <Checkbox.Group label={field.label} value={Array.isArray(value) ? value.map(String) : []} onChange={(ids) => onChange(ids.length > 0 ? ids : null)}><Group gap="md" mt={6}>{offered.map((c) => <Checkbox key={c.id} value={c.id} label={c.label} />)}</Group></Checkbox.Group>
    default: return <TextInput type={field.type === 'date' ? 'date' : 'text'} label={field.label} value={String(value ?? '')} onChange={(e) => onChange(e.currentTarget.value)} />
  }
}
