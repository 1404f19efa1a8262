import { Anchor, Button, Group, Progress, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/api/me'
import type { ChangeSet } from '@/shared/api/typesBulk'
import { useFormat } from '@/shared/i18n/format'
import classes from './Bulk.module.css'
import { isBusy } from './bulkQuery'
import { EntryList } from './EntryList'

interface BulkStepsProps { set: ChangeSet; busy: boolean; onStart: () => void; onCancel: () => void; onUndo: () => void; onBack?: () => void; onClose: () => void }

/** An act from its preview to its end. */
export function BulkSteps({ set, busy, onStart, onCancel, onUndo, onBack, onClose }: BulkStepsProps) {
  const { t } = useTranslation(['bulk', 'common'])
  const format = useFormat()
  if (isBusy(set.state)) return <Underway set={set} busy={busy} onCancel={onCancel} />
  if (set.state === 'ready') {
    return (
      <>
        <Text size="sm" c="dimmed">{t('bulk:nothingYet')}</Text>
        <Counts set={set} />
        {set.changed > 0 && set.act !== 'delete' ? <EntryList set={set} state="fits" title={t('bulk:wouldChange')} /> : null}
        {set.failed > 0 ? <EntryList set={set} state="failed" title={t('bulk:cannot')} file /> : null}
        <Group justify="flex-end" gap="xs">
          {onBack ? <Button variant="default" onClick={onBack}>{t('bulk:back')}</Button> : <Button variant="default" onClick={onClose}>{t('common:action.cancel')}</Button>}
          <Button color={set.act === 'delete' ? 'red' : undefined} loading={busy} disabled={set.changed === 0} data-autofocus onClick={onStart}>{t(`bulk:do.${set.act}`, { count: set.changed, n: format.number(set.changed) })}</Button>
        </Group>
      </>
    )
  }
  return <Over set={set} busy={busy} onUndo={onUndo} onClose={onClose} />
}

/** How far it is. It goes on when the dialog is closed. */
export function Underway({ set, busy, onCancel }: { set: ChangeSet; busy: boolean; onCancel?: () => void }) {
  const { t } = useTranslation('bulk')
  const format = useFormat()
  const of = set.state === 'undoing' ? set.changed : set.total
  const share = of > 0 ? set.done / of : 0
  return (
    <>
      <Text size="sm">{t(`doing.${set.state}`)}</Text>
      <Progress value={share * 100} size="lg" animated aria-label={t(`doing.${set.state}`)} />
      <Group justify="space-between">
        <span className="k-num" role="status">{t('progress', { percent: format.percent(share), done: format.number(set.done), total: format.number(of) })}</span>
        {set.state === 'running' && onCancel ? <Button size="compact-sm" variant="default" loading={busy} onClick={onCancel}>{t('stop')}</Button> : null}
      </Group>
    </>
  )
}

function Over({ set, busy, onUndo, onClose }: { set: ChangeSet; busy: boolean; onUndo: () => void; onClose: () => void }) {
  const { t } = useTranslation(['bulk', 'common'])
  const { slug } = useMe().tenant
  return (
    <>
      <Text size="sm" role="status">{t(`bulk:state.${set.state}`)}</Text>
      <Counts set={set} />
      {set.failed > 0 ? <EntryList set={set} state="failed" title={t('bulk:couldNot')} file /> : null}
      {set.kept > 0 ? <EntryList set={set} state="kept" title={t('bulk:keptTitle')} /> : null}
      <Group justify="space-between" gap="xs">
        <Anchor component={Link} to={`/${slug}/changes` as '/'} size="sm">{t('bulk:all')}</Anchor>
        <Group gap="xs">
          {set.undoable ? <Button variant="light" loading={busy} onClick={onUndo}>{t('common:action.undo')}</Button> : null}
          <Button variant="default" onClick={onClose}>{t('common:action.close')}</Button>
        </Group>
      </Group>
    </>
  )
}

/** How many records change, had the values already, could not be changed, and were put back or not. */
export function Counts({ set }: { set: ChangeSet }) {
  const { t } = useTranslation('bulk')
  const format = useFormat()
  const undone = set.state === 'undone' || set.state === 'partly'
  const counts = undone ? (['back', 'kept'] as const) : (['changed', 'same', 'failed'] as const)
  const would = set.state === 'ready' ? 'would.' : ''
  return <dl className={classes.counts}>{counts.map((c) => <div key={c}><dt>{t(`count.${would}${c}`)}</dt><dd>{format.number(set[c])}</dd></div>)}</dl>
}
