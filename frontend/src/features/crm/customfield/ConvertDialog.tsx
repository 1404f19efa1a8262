import { Alert, Button, Group, Modal, NativeSelect, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldFit, FieldType, OwnField } from '@/shared/api/typesField'
import { useFormat } from '@/shared/i18n/format'
import { problemText } from '@/shared/i18n/problemText'
import { inform } from '@/shared/ui/undoable'
import { convertible, previewQuery, useFieldActs } from './fieldQuery'

interface Props { field: OwnField | null; onClose: () => void }

/** Another type for a field, offered only where no value is lost; what would become of them is shown first. */
export function ConvertDialog({ field, onClose }: Props) {
  const { t } = useTranslation('field')
  return (
    <Modal opened={field !== null} onClose={onClose} title={t('convertTitle', { name: field?.label ?? '' })} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {field ? <Form field={field} onClose={onClose} /> : null}
    </Modal>
  )
}

function Form({ field, onClose }: { field: OwnField; onClose: () => void }) {
  const { t } = useTranslation('field')
  const options = convertible.filter((type) => type !== field.type)
  const [type, setType] = useState<FieldType>(options[0]!)
  const [failed, setFailed] = useState<unknown>(null)
  const { convert } = useFieldActs()
  const { data, error } = useQuery(previewQuery(field.id, type))
  const save = () => convert(field, type).then(() => { inform(t('converted', { name: field.label })); onClose() }, setFailed)
  const wrong = failed ?? error
  return (
    <Stack gap="md">
      <NativeSelect label={t('toType')} value={type} data={options.map((o) => ({ value: o, label: t(`type.${o}`) }))} onChange={(e) => setType(e.currentTarget.value as FieldType)} data-autofocus />
      {data ? <Fit fit={data} /> : null}
      {wrong ? <Alert color="red" variant="light" role="alert">{problemText(wrong)}</Alert> : null}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>{t('common:action.cancel')}</Button>
        <Button disabled={data?.lost !== 0} onClick={() => void save()}>{t('act.convert')}</Button>
      </Group>
    </Stack>
  )
}

function Fit({ fit }: { fit: FieldFit }) {
  const { t } = useTranslation('field')
  const format = useFormat()
  const count = (n: number) => ({ count: n, n: format.number(n) })
  if (fit.lost === 0) return <Text size="sm" role="status">{t('fits', count(fit.fits))}</Text>
  return <Alert color="red" variant="light" role="status">{t('lost', count(fit.lost))} {t('lostExamples', { values: fit.examples.map((e) => `«${e}»`).join(', ') })}</Alert>
}
