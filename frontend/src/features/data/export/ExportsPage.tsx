import { ActionIcon, Button, Progress } from '@mantine/core'
import { IconDownload, IconFileSpreadsheet, IconTrash } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ExportFile } from '@/shared/api/typesExport'
import { useFormat } from '@/shared/i18n/format'
import classes from '@/shared/ui/bulk/Bulk.module.css'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { exportsQuery, isMaking, useExports, whyFailed } from '@/shared/ui/export/exportQuery'
import { PageHeader } from '@/shared/ui/PageHeader'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { StatusDot } from '@/shared/ui/StatusDot'
import { complain } from '@/shared/ui/undoable'

/** The files that one has asked for, as long as they are kept. */
export function ExportsPage() {
  const { t } = useTranslation('export')
  return <><PageHeader title={t('page')} below={t('pageText')} /><All /></>
}

function All() {
  const { t } = useTranslation(['export', 'common'])
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(exportsQuery())
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <ListSkeleton rows={4} height={72} />
  const files = data.pages.flatMap((p) => p.items)
  if (files.length === 0) return <EmptyState icon={<IconFileSpreadsheet size={24} stroke={1.75} />} title={t('export:none')} text={t('export:noneText')} />
  return (
    <>
      <ul className={classes.list} aria-label={t('export:page')}>{files.map((f) => <One key={f.id} file={f} />)}</ul>
      {hasNextPage ? <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t('common:action.loadMore')}</Button> : null}
    </>
  )
}

function One({ file }: { file: ExportFile }) {
  const { t } = useTranslation(['export', 'common'])
  const format = useFormat()
  const { fetchFile, remove } = useExports()
  const [busy, setBusy] = useState(false)
  const save = () => { setBusy(true); fetchFile(file).catch(complain).finally(() => setBusy(false)) }
  return (
    <li className={classes.act}>
      <IconFileSpreadsheet className={classes.icon} size={18} stroke={1.75} aria-hidden />
      <div className={classes.told}>
        <span style={{ fontWeight: 550, overflowWrap: 'anywhere' }}>{file.name}</span>
        <p>{[format.dateTime(file.createdAt), t('export:rows', { count: file.total, n: format.number(file.total), context: file.chosen ? 'chosen' : undefined }), file.state === 'ready' ? sizeOf(file.size, format.number) : null].filter(Boolean).join(' · ')}</p>
        <State file={file} />
      </div>
      {file.state === 'ready' ? <Button size="compact-md" variant="default" leftSection={<IconDownload size={14} aria-hidden />} loading={busy} onClick={save}>{t('export:download')}<span className="k-hidden">: {file.name}</span></Button> : null}
      <ActionIcon aria-label={`${t('common:action.delete')}: ${file.name}`} onClick={() => { remove(file.id).catch(complain) }}><IconTrash size={16} aria-hidden /></ActionIcon>
    </li>
  )
}

/** Where it stands; of one that is there, until when. */
function State({ file }: { file: ExportFile }) {
  const { t } = useTranslation('export')
  const format = useFormat()
  if (isMaking(file)) return <><p className={classes.state}><StatusDot tone="accent">{t('making')}</StatusDot></p><Progress size="sm" maw={320} value={file.total > 0 ? (100 * file.done) / file.total : 0} animated aria-label={t('making')} /></>
  if (file.state === 'failed') return <p className={classes.state}><StatusDot tone="bad">{whyFailed(file)}</StatusDot></p>
  return <p>{t('kept', { day: format.date(file.expiresAt) })}</p>
}

/** How large a file is, in the unit in which it is a short number. */
function sizeOf(bytes: number, number: (n: number) => string): string {
  if (bytes < 1000) return `${number(bytes)} B`
  return bytes < 1_000_000 ? `${number(Math.round(bytes / 1000))} kB` : `${number(Math.round(bytes / 100_000) / 10)} MB`
}
