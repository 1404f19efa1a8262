import { Button, Checkbox, SimpleGrid } from '@mantine/core'
import { IconEraser } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { kindOf, ownFieldsQuery, ownKey } from '@/shared/api/fields'
import { useOpenFields } from '@/shared/api/me'
import type { BulkEdit, BulkKind, BulkObject } from '@/shared/api/typesBulk'

export type Name = keyof BulkEdit
export const partOf: Partial<Record<Name, string>> = { addTags: 'tags', removeTags: 'tags', clearTags: 'tags', ownerId: 'owner', companyId: 'company', stageId: 'stage', dueOn: 'dueAt' }

/** What may be empty, by kind. */
const clearable: Record<BulkKind, Name[]> = {
  contact: ['clearTags', 'ownerId', 'companyId', 'source', 'language', 'jobTitle', 'city', 'country'],
  company: ['clearTags', 'ownerId', 'industry', 'city', 'country'],
  deal: ['expectedOn', 'companyId'],
  task: ['dueOn'],
  object_record: ['ownerId'],
}
const texts = new Set<string>(['source', 'language', 'jobTitle', 'city', 'country', 'industry'])
const own = ownKey('')

/** An edit that empties fields too, whatever was typed for them. */
export function emptied(edit: BulkEdit, none: string[]): BulkEdit {
  const custom = { ...edit.custom, ...Object.fromEntries(none.filter((f) => f.startsWith(own)).map((f) => [f.slice(own.length), null])) }
  const standard = none.filter((f) => !f.startsWith(own)).map((f) => [f, f === 'clearTags' ? true : texts.has(f) ? '' : null])
  return { ...edit, ...Object.fromEntries(standard), ...(Object.keys(custom).length > 0 ? { custom } : {}) }
}

interface EmptyFieldsProps { object: BulkObject; none: string[]; onChange: (none: string[]) => void }

/** Which fields are made empty; asked for when somebody wants to, since that is rare. */
export function EmptyFields({ object, none, onChange }: EmptyFieldsProps) {
  const { t } = useTranslation('bulk')
  const [opened, setOpened] = useState(false)
  const { fills } = useOpenFields(kindOf(object))
  const { data = [] } = useQuery(ownFieldsQuery(object))
  const standard = clearable[kindOf(object)].filter((f) => fills(partOf[f] ?? f) && fills(f)).map((f) => ({ value: f as string, label: t(`field.${f}`) }))
  const others = data.filter((f) => f.state === 'active' && !f.required && f.result === undefined && fills(ownKey(f.id))).map((f) => ({ value: ownKey(f.id), label: f.label }))
  if (!opened) return <Button variant="subtle" size="compact-sm" leftSection={<IconEraser size={14} aria-hidden />} style={{ alignSelf: 'flex-start' }} onClick={() => setOpened(true)}>{t('empty.open')}</Button>
  return (
    <Checkbox.Group label={t('empty.title')} description={t('empty.hint')} value={none} onChange={onChange}>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs" mt="xs">{[...standard, ...others].map((f) => <Checkbox key={f.value} value={f.value} label={f.label} />)}</SimpleGrid>
    </Checkbox.Group>
  )
}
