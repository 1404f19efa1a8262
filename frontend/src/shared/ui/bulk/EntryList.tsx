import { Anchor, Button, Group, Loader } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/api/me'
import type { Change } from '@/shared/api/types'
import type { ChangeEntry, ChangeSet, EntryState } from '@/shared/api/typesBulk'
import { useFormat, type Format } from '@/shared/i18n/format'
import { ErrorState } from '../ErrorState'
import { complain } from '../undoable'
import classes from './Bulk.module.css'
import { entriesQuery, whyNot } from './bulkQuery'
import { downloadEntries } from './entriesFile'

interface EntryListProps { set: ChangeSet; state: EntryState; title: string; file?: boolean }

/** What became, or would become, of records: each with its name, its fields before and after, or why not. */
export function EntryList({ set, state, title, file }: EntryListProps) {
  const { t } = useTranslation(['bulk', 'activity', 'common'])
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(entriesQuery(set, state))
  const [busy, setBusy] = useState(false)
  const save = () => { setBusy(true); downloadEntries(set, state, t).catch(complain).finally(() => setBusy(false)) }
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <Loader size="sm" aria-label={t('common:state.loading')} />
  return (
    <section className={classes.entries} aria-label={title}>
      <Group justify="space-between" gap="xs">
        <h3>{title}</h3>
        {file ? <Button size="compact-sm" variant="default" loading={busy} leftSection={<IconDownload size={14} aria-hidden />} onClick={save}>{t('bulk:file.download')}</Button> : null}
      </Group>
      <ul>{data.pages.flatMap((p) => p.items).map((e) => <Entry key={e.recordId} entry={e} />)}</ul>
      {hasNextPage ? <Button size="compact-sm" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t('common:action.loadMore')}</Button> : null}
    </section>
  )
}

const paths = { contact: 'contacts', company: 'companies', deal: 'deals', object_record: 'records' } as const

function Entry({ entry }: { entry: ChangeEntry }) {
  const { t } = useTranslation(['bulk', 'activity'])
  const format = useFormat()
  const { slug } = useMe().tenant
  const path = entry.object === 'task' ? undefined : paths[entry.object]
  const name = entry.name || t('bulk:unseen')
  const why = whyNot(entry)
  return (
    <li>
      {entry.name && path ? <Anchor component={Link} to={`/${slug}/${path}/${entry.recordId}` as '/'} inherit fw={550}>{name}</Anchor> : <b>{name}</b>}
      {why ? <p className={classes.why}>{why}</p> : null}
      {entry.byName ? <p className={classes.by}>{entry.at ? t('bulk:by', { name: entry.byName, when: format.dateTime(entry.at) }) : entry.byName}</p> : null}
      <Fields changes={entry.state === 'back' ? entry.changes.map((c) => ({ ...c, from: c.to, to: c.from })) : entry.changes} />
    </li>
  )
}

/** Say the same as others do, or nothing to a person. */
const silent = new Set(['pipelineId', 'status', 'currency', 'name', 'allDay', 'repeatFrom', 'nextId'])

function Fields({ changes }: { changes: Change[] }) {
  const { t, i18n } = useTranslation(['bulk', 'activity'])
  const format = useFormat()
  const worth = changes.filter((c) => !silent.has(c.field) || changes.length === 1)
  const label = (c: Change) => c.label ?? (i18n.exists(`bulk:field.${c.field}`) ? t(`bulk:field.${c.field}`) : t(`activity:field.${c.field}`, { defaultValue: c.field }))
  if (worth.length === 0) return null
  return (
    <dl className={classes.fields}>
      {worth.map((c) => (
        <div key={c.field}><dt>{label(c)}</dt><dd>{text(c.from, format) || <i>{t('activity:empty')}</i>} → {text(c.to, format) || <i>{t('activity:empty')}</i>}</dd></div>
      ))}
    </dl>
  )
}

function text(value: unknown, format: Format): string {
  if (value === null || value === undefined || value === '') return ''
  if (typeof value === 'number') return format.number(value)
  if (typeof value === 'object') return 'amount' in value && 'currency' in value ? format.money(value as { amount: number; currency: string }) : Object.values(value).join(' ')
  const said = String(value)
  if (/^\d{4}-\d\d-\d\dT/.test(said)) return format.dateTime(said)
  return /^\d{4}-\d\d-\d\d$/.test(said) ? format.date(said) : said
}
