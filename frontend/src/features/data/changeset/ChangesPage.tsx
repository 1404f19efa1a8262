import { Anchor, Button } from '@mantine/core'
import { IconArrowBackUp, IconFileImport, IconPencil, IconTrash } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan, useMe } from '@/shared/api/me'
import type { ChangeSet } from '@/shared/api/typesBulk'
import { useFormat } from '@/shared/i18n/format'
import { useAddress } from '@/shared/lib/useAddress'
import classes from '@/shared/ui/bulk/Bulk.module.css'
import { isBusy, useBulk } from '@/shared/ui/bulk/bulkQuery'
import { Denied } from '@/shared/ui/Denied'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { StatusDot } from '@/shared/ui/StatusDot'
import { complain } from '@/shared/ui/undoable'
import { ChangePage } from './ChangePage'
import { changesQuery } from './changesQuery'
import { actName } from './actName'

/** What was done to many records at once, and the way back. */
export function ChangesPage() {
  const { t } = useTranslation('bulk')
  const may = useCan()('changeset', 'read')
  const [{ id }] = useAddress<{ id?: string }>()
  if (id && may) return <ChangePage id={id} />
  return <><PageHeader title={t('page.title')} below={t('page.text')} />{may ? <All /> : <Denied who={t('page.who')} />}</>
}

function All() {
  const { t } = useTranslation(['bulk', 'common'])
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(changesQuery())
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <ListSkeleton rows={6} height={72} />
  const sets = data.pages.flatMap((p) => p.items)
  if (sets.length === 0) return <EmptyState icon={<IconArrowBackUp size={24} stroke={1.75} />} title={t('bulk:page.empty')} text={t('bulk:page.emptyText')} />
  return (
    <>
      <ul className={classes.list} aria-label={t('bulk:page.title')}>{sets.map((s) => <One key={s.id} set={s} />)}</ul>
      {hasNextPage ? <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t('common:action.loadMore')}</Button> : null}
    </>
  )
}

const icons = { edit: IconPencil, delete: IconTrash, import: IconFileImport }

function One({ set }: { set: ChangeSet }) {
  const { t } = useTranslation(['bulk', 'common'])
  const format = useFormat()
  const { slug } = useMe().tenant
  const may = useCan()('changeset', 'update')
  const { undo } = useBulk()
  const [busy, setBusy] = useState(false)
  const name = actName(t, set, format.number(set.changed))
  const back = () => { setBusy(true); undo(set.id).catch(complain).finally(() => setBusy(false)) }
  const Icon = icons[set.act]
  return (
    <li className={classes.act}>
      <Icon className={classes.icon} size={18} stroke={1.75} aria-hidden />
      <div className={classes.told}>
        <Anchor component={Link} to={`/${slug}/changes` as '/'} search={{ id: set.id } as never} inherit fw={550}>{name}</Anchor>
        <p>{t('bulk:page.by', { name: set.byName, when: format.dateTime(set.createdAt) })}</p>
        <State set={set} />
      </div>
      {set.undoable && may ? <Button size="compact-md" variant="default" loading={busy} onClick={back}>{t('common:action.undo')}<span className="k-hidden">: {name}</span></Button> : null}
    </li>
  )
}

const tones = { partly: 'warn', failed: 'bad', undone: 'dim' } as const

/** Where it stands, and what could not be done. */
export function State({ set }: { set: ChangeSet }) {
  const { t } = useTranslation('bulk')
  const format = useFormat()
  return (
    <p className={classes.state}>
      {isBusy(set.state) || set.state in tones ? <StatusDot tone={tones[set.state as keyof typeof tones] ?? 'accent'}>{t(`state.${set.state}`)}</StatusDot> : null}
      {set.failed > 0 ? <span>{t('page.failed', { count: set.failed, n: format.number(set.failed) })}</span> : null}
      {set.kept > 0 ? <span>{t('page.kept', { count: set.kept, n: format.number(set.kept) })}</span> : null}
    </p>
  )
}
