import { Button } from '@mantine/core'
import { IconArrowMerge, IconPlus } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useCan, useMe } from '@/shared/api/me'
import type { PermissionObject } from '@/shared/api/types'
import type { ListSearch } from '@/shared/lib/search'
import { ExportButton } from './export/LateExport'
import { ImportButton } from './ImportButton'

interface ListActionsProps {
  path: '/contacts' | '/companies'
  object: PermissionObject
  /** What the file is to hold. */
  search: ListSearch
  newLabel: string
  /** How many rows that is, once counted. */
  total: number | undefined
  /** The columns as the person sees them. */
  columns: () => string[]
  /** Whether these records can be imported. */
  imports?: boolean
  onNew: () => void
}

/** What can be done with a list as a whole, as far as the role allows: import, duplicates, export, a new record. */
export function ListActions({ path, object, search, newLabel, total, columns, imports, onNew }: ListActionsProps) {
  const { t } = useTranslation('common')
  const { slug } = useMe().tenant
  const may = useCan()
  return (
    <>
      {imports ? <ImportButton /> : null}
      {may(object, 'update') ? <Button component={Link} to={`/${slug}/duplicates${path}` as '/'} variant="default" leftSection={<IconArrowMerge size={16} aria-hidden />}>{t('list.duplicates')}</Button> : null}
      {may(object, 'export') ? <ExportButton list={path} search={search} total={total} columns={columns} /> : null}
      {may(object, 'create') ? <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={onNew}>{newLabel}</Button> : null}
    </>
  )
}
