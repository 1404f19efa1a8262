import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import type { Import } from '@/shared/api/types'
import type { OwnField } from '@/shared/api/typesField'
import { complain } from '@/shared/ui/undoable'

interface Props { column: Import['columns'][number]; field: OwnField; onAdded: () => void }

/** Adds to a field with choices those of a column that it does not offer yet. */
export function MissingChoices({ column, field, onAdded }: Props) {
  const { t } = useTranslation('import')
  const client = useQueryClient()
  const offered = field.choices.filter((c) => !c.gone)
  const missing = (column.guess?.choices ?? []).filter((c) => !offered.some((o) => o.label.toLowerCase() === c.toLowerCase()))
  if (missing.length === 0) return null
  const add = () => {
    const choices = [...offered.map(({ id, label, colour }) => ({ id, label, colour })), ...missing.map((label) => ({ label }))]
    api.patch('/fields/{id}', { path: { id: field.id }, body: { version: field.version, choices } })
      .then(() => client.invalidateQueries({ queryKey: ['/fields'] })).then(onAdded, complain)
  }
  return <Button size="compact-sm" variant="light" mt={6} onClick={add}>{t('own.addChoices', { values: missing.slice(0, 3).join(', '), count: missing.length })}</Button>
}
