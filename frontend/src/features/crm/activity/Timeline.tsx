import { Button } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { Activity, RecordKind } from '@/shared/api/types'
import { problemText } from '@/shared/i18n/problemText'
import { useFormat } from '@/shared/i18n/format'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { Timeline as Days } from '@/shared/ui/Timeline'
import { timelineQuery, type About } from './activityQuery'
import { Entry } from './Entry'
import classes from './Timeline.module.css'
import { TypeChips, typesOf, type Group } from './TypeChips'

interface TimelineProps {
  kind: RecordKind
  id: string
  /** Of the amounts in changes, where the record has one. */
  currency?: string
}

/** What happened around a record: by day, newest first, of the chosen types. */
export function Timeline({ kind, id, currency }: TimelineProps) {
  const { t } = useTranslation('activity')
  const may = useCan()
  const [groups, setGroups] = useState<Group[]>([])
  const [mine, setMine] = useState(false)
  if (!may('activity', 'read')) return null
  return (
    <section aria-label={t('title')}>
      <TypeChips kind={kind} value={groups} onChange={setGroups} mine={mine} onMine={setMine} />
      <Entries of={{ kind, id }} groups={groups} mine={mine} currency={currency} />
    </section>
  )
}

function Entries({ of, groups, mine, currency }: { of: About; groups: Group[]; mine: boolean; currency?: string }) {
  const { t } = useTranslation('activity')
  const query = useInfiniteQuery(timelineQuery(of, typesOf(groups), mine))
  const narrowed = groups.length > 0 || mine
  if (query.isPending) return <ListSkeleton rows={5} height={36} />
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  const pinned = query.data.pages.flatMap((p) => p.pinned)
  const entries = query.data.pages.flatMap((p) => p.items).filter((e) => !pinned.some((p) => p.id === e.id))
  if (entries.length + pinned.length === 0) return <EmptyState icon={<IconHistory size={24} stroke={1.75} />} title={t(narrowed ? 'noneOfType' : 'none')} text={narrowed ? undefined : t('noneHint')} />
  return (
    <>
      {pinned.length > 0 ? <Pinned entries={pinned} of={of} currency={currency} /> : null}
      <ByDay entries={entries} of={of} currency={currency} />
      {query.isFetchNextPageError ? <p className={classes.problem} role="alert">{problemText(query.error)}</p> : null}
      {query.hasNextPage ? <Button variant="default" fullWidth loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('earlier')}</Button> : null}
    </>
  )
}

/** What is to be seen first. */
function Pinned({ entries, of, currency }: { entries: Activity[]; of: About; currency?: string }) {
  const { t } = useTranslation('activity')
  return (
    <>
      <h3 className={classes.day}>{t('pinned')}</h3>
      <Days label={t('pinned')}>{entries.map((entry) => <Entry key={entry.id} entry={entry} of={of} currency={currency} />)}</Days>
    </>
  )
}

/** Entries under the days on the company's clock. */
function ByDay({ entries, of, currency }: { entries: Activity[]; of: About; currency?: string }) {
  const format = useFormat()
  const days = new Map<string, Activity[]>()
  for (const entry of entries) {
    const day = format.day(entry.at)
    days.set(day, [...(days.get(day) ?? []), entry])
  }
  return [...days].map(([day, list]) => <Day key={day} day={day} entries={list} of={of} currency={currency} />)
}

function Day({ day, entries, of, currency }: { day: string; entries: Activity[]; of: About; currency?: string }) {
  const { t } = useTranslation('activity')
  const format = useFormat()
  const ago = (Date.parse(format.day(Date.now())) - Date.parse(day)) / 86_400_000
  const label = ago === 0 ? t('today') : ago === 1 ? t('yesterday') : format.date(day)
  return (
    <>
      <h3 className={classes.day}>{label}</h3>
      <Days label={label}>{entries.map((entry) => <Entry key={entry.id} entry={entry} of={of} currency={currency} />)}</Days>
    </>
  )
}
