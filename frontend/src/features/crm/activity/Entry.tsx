import { type Icon, IconArrowBackUp, IconArrowRight, IconCalendarEvent, IconCheckbox, IconFileImport, IconMail, IconNote, IconPaperclip, IconPencil, IconPhone, IconPin, IconPlus, IconSquareCheck, IconThumbDown, IconTrash, IconTrophy, IconUserShare } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/api/me'
import type { Activity, ActivityType, RecordKind } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { stageName } from '@/shared/lib/stageName'
import { announce } from '@/shared/lib/announce'
import { onDemand } from '@/shared/lib/onDemand'
import { RowMenu } from '@/shared/ui/RowMenu'
import { TimelineItem } from '@/shared/ui/Timeline'
import { useActivities, type About } from './activityQuery'
import { Changes } from './Changes'
import { EntryEdit } from './EntryEdit'
import { useBack } from './useBack'
import { Sentence } from './Sentence'
import classes from './Timeline.module.css'

const icons: Record<ActivityType, Icon> = {
  note: IconNote, call: IconPhone, meeting: IconCalendarEvent, email: IconMail, created: IconPlus, updated: IconPencil, deleted: IconTrash,
  restored: IconArrowBackUp, stage_changed: IconArrowRight, won: IconTrophy, lost: IconThumbDown, reopened: IconArrowBackUp,
  task_created: IconSquareCheck, task_done: IconCheckbox, imported: IconFileImport, shared: IconUserShare,
  file_added: IconPaperclip, file_removed: IconTrash, file_restored: IconArrowBackUp,
  merged: IconArrowRight, merged_away: IconArrowRight, unmerged: IconArrowBackUp,
}
const paths: Record<RecordKind, string> = { contact: 'contacts', company: 'companies', deal: 'deals', object_record: 'records' }
const isRecord = (kind: string): boolean => kind in paths
/** What a task is about, as its places tell: a deal's company and contact come along with it. */
const nearest: RecordKind[] = ['deal', 'contact', 'company']
const byPeople = new Set<ActivityType>(['note', 'call', 'meeting', 'email'])

/** Somebody has changed the field again since: asked for once, then. */
const Anyway = onDemand(() => import('@/shared/ui/ConfirmDialog').then((m) => m.ConfirmDialog), (p) => p.opened)

/** Only some entries are about what Kith does for somebody. */
const Carried = lazy(async () => ({ default: (await import('./Carried')).Carried }))

/** Words alone are read at once; what they are written with comes after the page. */
const RichText = lazy(async () => ({ default: (await import('./rich')).RichText }))

interface EntryProps { entry: Activity; of: About; currency?: string }

/** One entry of a timeline in plain words. */
export function Entry({ entry, of, currency }: EntryProps) {
  const { t } = useTranslation('activity')
  const format = useFormat()
  const { pin, remove } = useActivities()
  const [editing, setEditing] = useState(false)
  const card = byPeople.has(entry.type)
  const drop = () => { announce(t('deleted')); void remove(entry, t('deleted')) }
  const putBack = useBack(entry)
  const Mark = icons[entry.type] ?? IconNote
  const actions = entry.editable && card && !editing
    ? <RowMenu label={t('menu', { what: t(`type.${entry.type}`) })} entries={[
        { label: t('common:action.edit'), icon: IconPencil, onClick: () => setEditing(true) },
        { label: t(entry.pinned ? 'unpin' : 'pin'), icon: IconPin, onClick: () => void pin(entry) },
        { label: t('common:action.delete'), icon: IconTrash, danger: true, onClick: drop },
      ]} />
    : putBack.fields.length > 0
      ? <RowMenu label={t('menu', { what: t('back.what') })} entries={putBack.fields.map((f) => ({ label: t('back.entry', { field: t(`field.${f}`) }), icon: IconArrowBackUp, onClick: () => void putBack.start(f) }))} />
      : undefined
  return (
    <TimelineItem at={entry.at} when={format.time(entry.at)} card={card} icon={<Mark size={15} stroke={1.75} />} actions={actions} title={<Title entry={entry} of={of} />}>
      {editing ? <EntryEdit entry={entry} onDone={() => setEditing(false)} /> : body(entry, currency)}
      <Anyway opened={putBack.asked !== null} onClose={putBack.close} title={t('back.title')} confirmLabel={t('back.do')} onConfirm={() => putBack.anyway(putBack.asked ?? '')}>{t('back.text')}</Anyway>
    </TimelineItem>
  )
}

/** What a person wrote, the fields that changed, why a deal was lost. */
function body(entry: Activity, currency?: string): ReactNode {
  if (entry.data?.via) return <Suspense fallback={entry.text}><Carried entry={entry} via={entry.data.via} /></Suspense>
  if (entry.text) return <Suspense fallback={entry.text}><RichText text={entry.text} mentions={entry.mentions} /></Suspense>
  if (entry.data?.changes) return <Changes changes={entry.data.changes} currency={currency} />
  return entry.data?.reason ?? null
}

function Title({ entry, of }: EntryProps) {
  const { t } = useTranslation('activity')
  const format = useFormat()
  const { data } = entry
  const parts = {
    who: <b>{(entry.actorId && entry.actorName) || t('program')}</b>,
    from: <b>{stageName(t, data?.from)}</b>, to: <b>{stageName(t, data?.to)}</b>, with: <b>{data?.with}</b>, file: <b>{data?.file}</b>, name: <b>{data?.name ?? entry.about.name}</b>,
  }
  const text = entry.type === 'created' ? `entry.created.${entry.about.kind}` : `entry.${entry.type}`
  return (
    <>
      <Sentence t={t} text={text} parts={parts} />
      {data?.outcome ? <span className={classes.aside}> · {t(`outcome.${data.outcome}`)}</span> : null}
      {entry.minutes ? <span className={classes.aside}> · {format.duration(entry.minutes * 60)}</span> : null}
      <Elsewhere entry={entry} of={of} />
    </>
  )
}

/** The record an entry is about, when it shows on another's timeline; for a task, the record the task is about. */
function Elsewhere({ entry, of }: EntryProps) {
  const { slug } = useMe().tenant
  const ref = isRecord(entry.about.kind) ? entry.about : nearest.map((kind) => entry.related.find((r) => r.kind === kind)).find((r) => r !== undefined)
  if (!ref?.name || (ref.kind === of.kind && ref.id === of.id)) return null
  return <span className={classes.aside}> · <Link to={`/${slug}/${paths[ref.kind]}/${ref.id}` as '/'} className={classes.link}>{ref.name}</Link></span>
}
