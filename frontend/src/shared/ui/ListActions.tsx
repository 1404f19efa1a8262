import { Button } from '@mantine/core'
import { IconArrowMerge, IconDownload, IconPlus, IconUpload } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useCan, useMe } from '@/shared/api/me'
import type { PermissionObject } from '@/shared/api/types'
import { download } from '@/shared/lib/download'
import type { ListSearch } from '@/shared/lib/search'
import { complain } from './undoable'

interface ListActionsProps {
  path: '/contacts' | '/companies'
  object: PermissionObject
  /** What the file is to hold. */
  search: ListSearch
  newLabel: string
  /** The file's name without its ending. */
  fileName: string
  /** Whether these records can be imported. */
  imports?: boolean
  onNew: () => void
}

/** What can be done with a list as a whole, as far as the role allows: import, duplicates, export, a new record. */
export function ListActions({ path, object, search, newLabel, fileName, imports, onNew }: ListActionsProps) {
  const { t } = useTranslation('common')
  const { slug } = useMe().tenant
  const may = useCan()
  return (
    <>
      {imports && may('import', 'create') ? <Button component={Link} to={`/${slug}/import` as '/'} variant="default" leftSection={<IconUpload size={16} aria-hidden />}>{t('list.import')}</Button> : null}
      {may(object, 'update') ? <Button component={Link} to={`/${slug}/duplicates${path}` as '/'} variant="default" leftSection={<IconArrowMerge size={16} aria-hidden />}>{t('list.duplicates')}</Button> : null}
      {may(object, 'export') ? <Export path={path} search={search} fileName={fileName} /> : null}
      {may(object, 'create') ? <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={onNew}>{newLabel}</Button> : null}
    </>
  )
}

/** All rows that fit what is searched and filtered, as a file for a spreadsheet. */
function Export({ path, search, fileName }: Pick<ListActionsProps, 'path' | 'search' | 'fileName'>) {
  const { t } = useTranslation('common')
  const [busy, setBusy] = useState(false)
  const fetchFile = () => {
    setBusy(true)
    api.get(`${path}/export` as '/contacts/export', { query: { q: search.q, sort: search.sort, filter: search.filter, where: search.where } })
      .then((file) => download(file, `${fileName}.csv`), complain).finally(() => setBusy(false))
  }
  return <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} loading={busy} onClick={fetchFile}>{t('list.export')}</Button>
}
