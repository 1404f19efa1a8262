import { Alert, Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { ownKey } from '@/shared/api/fields'
import type { Import, ImportObject } from '@/shared/api/types'
import type { FieldType } from '@/shared/api/typesField'
import { problemText } from '@/shared/i18n/problemText'

const types: FieldType[] = ['text', 'long', 'number', 'money', 'date', 'choice', 'choices', 'yesno', 'link', 'email', 'phone']

interface Props { object: ImportObject; column: Import['columns'][number] | null; onClose: () => void; onMade: (index: number, field: string) => void }

/** A new field for a column of the file; its type is guessed from what stands there, and can be changed. */
export function NewFieldDialog({ object, column, onClose, onMade }: Props) {
  const { t } = useTranslation('import')
  return (
    <Modal opened={column !== null} onClose={onClose} title={t('own.title')} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {column ? <Form object={object} column={column} onClose={onClose} onMade={onMade} /> : null}
    </Modal>
  )
}

function Form({ object, column, onClose, onMade }: Props & { column: Import['columns'][number] }) {
  const { t } = useTranslation(['import', 'field'])
  const client = useQueryClient()
  const guess = column.guess
  const [label, setLabel] = useState(column.header)
  const [type, setType] = useState<FieldType>(guess?.type ?? 'text')
  const [failed, setFailed] = useState<unknown>(null)
  const choices = type === 'choice' || type === 'choices' ? (guess?.choices ?? []) : []
  const send = async (event: React.FormEvent) => {
    event.preventDefault()
    try {
      const made = await api.post('/fields', { body: { object, type, label, ...(type === 'number' ? { decimals: guess?.decimals ?? 0 } : {}), ...(choices.length > 0 ? { choices: choices.map((c) => ({ label: c })) } : {}) } })
      await client.invalidateQueries({ queryKey: ['/fields'] })
      onMade(column.index, ownKey(made.id))
      onClose()
    } catch (error) {
      setFailed(error)
    }
  }
  return (
    <form onSubmit={(e) => void send(e)}>
      <Stack gap="md">
        <TextInput label={t('field:label')} value={label} maxLength={60} required withAsterisk={false} data-autofocus onChange={(e) => setLabel(e.currentTarget.value)} />
        <NativeSelect label={t('field:typeLabel')} description={t('import:own.guessed', { type: t(`field:type.${guess?.type ?? 'text'}`) })} value={type} data={types.map((o) => ({ value: o, label: t(`field:type.${o}`) }))} onChange={(e) => setType(e.currentTarget.value as FieldType)} />
        {choices.length > 0 ? <Text size="sm">{t('field:choices')}: {choices.join(', ')}</Text> : null}
        {failed ? <Alert color="red" variant="light" role="alert">{problemText(failed)}</Alert> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>{t('common:action.cancel')}</Button>
          <Button type="submit">{t('field:add')}</Button>
        </Group>
      </Stack>
    </form>
  )
}
