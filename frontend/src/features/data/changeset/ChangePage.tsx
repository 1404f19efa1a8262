import { Anchor, Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan, useMe } from '@/shared/api/me'
import type { ChangeSet, EntryState } from '@/shared/api/typesBulk'
import { useFormat } from '@/shared/i18n/format'
import classes from '@/shared/ui/bulk/Bulk.module.css'
import { changeQuery, isBusy, useBulk } from '@/shared/ui/bulk/bulkQuery'
import { Counts, Underway } from '@/shared/ui/bulk/BulkSteps'
import { EntryList } from '@/shared/ui/bulk/EntryList'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { complain } from '@/shared/ui/undoable'
import { actName } from './actName'

/** One act on many records: its counts, what it changed, what could not be done or undone, and the way back. */
export function ChangePage({ id }: { id: string }) {
  const { t } = useTranslation('bulk')
  const format = useFormat()
  const { slug } = useMe().tenant
  const { data: set, error, refetch } = useQuery(changeQuery(id))
  if (error && !set) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!set) return <ListSkeleton rows={6} />
  return (
    <>
      <PageHeader title={actName(t, set, format.number(set.changed))} below={t('page.by', { name: set.byName, when: format.dateTime(set.createdAt) })} actions={<Back set={set} />} />
      <div className={classes.page}>
        {isBusy(set.state) ? <Underway set={set} busy={false} /> : <Text size="sm" role="status">{t(`state.${set.state}`)}{set.undoneAt ? ` · ${t('page.undone', { name: set.undoneBy, when: format.dateTime(set.undoneAt) })}` : ''}</Text>}
        <Counts set={set} />
        <Lists set={set} />
        {set.undoable ? <Text size="sm" c="dimmed">{t('page.until', { day: format.date(set.keptUntil) })}</Text> : null}
        <Anchor component={Link} to={`/${slug}/changes` as '/'} size="sm">{t('all')}</Anchor>
      </div>
    </>
  )
}

function Lists({ set }: { set: ChangeSet }) {
  const { t } = useTranslation('bulk')
  const undone = set.state === 'undone' || set.state === 'partly'
  const list = (state: EntryState, shown: boolean, title: string, file = false) => (shown ? <EntryList key={state} set={set} state={state} title={title} file={file} /> : null)
  return (
    <>
      {list('kept', set.kept > 0, t('keptTitle'), true)}
      {list('failed', set.failed > 0, t('couldNot'), true)}
      {list('changed', !undone && !isBusy(set.state) && set.changed > 0 && set.act !== 'delete', t('changedTitle'))}
      {list('back', undone && set.back > 0, t('backTitle'))}
    </>
  )
}

function Back({ set }: { set: ChangeSet }) {
  const { t } = useTranslation('common')
  const may = useCan()('changeset', 'update')
  const { undo } = useBulk()
  const [busy, setBusy] = useState(false)
  if (!set.undoable || !may) return null
  return <Button loading={busy} onClick={() => { setBusy(true); undo(set.id).catch(complain).finally(() => setBusy(false)) }}>{t('action.undo')}</Button>
}
