import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { OwnField } from '@/shared/api/typesField'
import { useFormat } from '@/shared/i18n/format'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { undoable } from '@/shared/ui/undoable'
import { useFieldActs, usesQuery } from './fieldQuery'

/** Says how much would go out of sight before a field is deleted. */
export function DeleteDialog({ field, onClose }: { field: OwnField | null; onClose: () => void }) {
  const { t } = useTranslation('field')
  const format = useFormat()
  const { remove, restore } = useFieldActs()
  const { data } = useQuery({ ...usesQuery(field?.id ?? ''), enabled: field !== null })
  const confirm = async () => {
    if (!field) return
    await remove(field)
    undoable({ message: t('deleted', { name: field.label }), undo: () => restore(field) })
  }
  const text = data === undefined ? t('counting') : data.count === 0 ? t('deleteEmpty') : t('deleteText', { count: data.count, n: format.number(data.count) })
  return <ConfirmDialog opened={field !== null} onClose={onClose} title={t('deleteTitle', { name: field?.label ?? '' })} confirmLabel={t('act.delete')} danger onConfirm={confirm}>{text}</ConfirmDialog>
}
