import { Button, Group, SegmentedControl } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useEffect, useId, useRef, type DragEvent, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '@/shared/i18n/format'
import { addDays } from '@/shared/lib/dueInput'
import { ErrorState } from '../ErrorState'
import type { GridQuery } from '../grid/types'
import { ListSkeleton } from '../Skeletons'
import classes from './Calendar.module.css'
import type { Span, SpanView } from './useSpan'

/** A record on a day. */
export interface DayEntry { id: string; href: string; text: ReactNode }

interface DayCalendarProps<T> {
  /** What it is, for screen readers. */
  label: string
  span: Span
  query: GridQuery<T>
  entries: (day: string) => DayEntry[]
  /** Puts a record on another day; without it records stay where they are. */
  onMove?: (id: string, day: string) => void
  /** How that is done, in words. */
  hint?: string
  /** Said under the days when none of them has anything. */
  nothing?: string
}

const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }

/** Records on their days, a week or a month of them; moved by dragging or by Alt with an arrow. */
export function DayCalendar<T>({ label, span, query, entries, onMove, hint, nothing }: DayCalendarProps<T>) {
  const { t } = useTranslation('common')
  const hintId = useId()
  const keep = useHeld(hintId)
  if (query.isError && !query.data) return <><Turn label={label} span={span} /><ErrorState error={query.error} onRetry={() => query.refetch()} /></>
  if (query.isPending) return <><Turn label={label} span={span} /><ListSkeleton /></>
  const all = span.days.map((day) => ({ day, entries: entries(day) }))
  return (
    <>
      <Turn label={label} span={span} />
      {onMove && hint ? <p className={classes.hint} id={hintId}>{hint}</p> : null}
      <ol className={classes.grid} data-view={span.view} aria-label={label}>
        {all.map((one) => <Day key={one.day} {...one} span={span} onMove={onMove} onHold={keep} hintId={hintId} />)}
      </ol>
      {nothing && all.every((one) => one.entries.length === 0) ? <p className={classes.nothing} role="status">{nothing}</p> : null}
      {query.hasNextPage ? <Button mt="sm" variant="default" loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>{t('action.loadMore')}</Button> : null}
    </>
  )
}

/** A record that is moved by a key is drawn anew on its other day: the focus goes along, so that it can be moved on. */
function useHeld(prefix: string) {
  const held = useRef<string | null>(null)
  useEffect(() => {
    const there = held.current !== null && document.activeElement === document.body ? document.getElementById(prefix + held.current) : null
    if (!there) return
    there.focus()
    held.current = null
  })
  return (id: string) => { held.current = id }
}

interface DayProps { day: string; span: Span; entries: DayEntry[]; onMove?: (id: string, day: string) => void; onHold: (id: string) => void; hintId: string }

function Day({ day, span, entries, onMove, onHold, hintId }: DayProps) {
  const { i18n } = useTranslation('common')
  const month = span.view === 'month' ? span.day.slice(0, 7) : ''
  const name = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(i18n.language, { ...options, timeZone: 'UTC' }).format(new Date(day))
  const drop = (event: DragEvent) => {
    event.preventDefault()
    onMove?.(event.dataTransfer.getData('text/plain'), day)
  }
  const byKey = (event: KeyboardEvent, id: string) => {
    const by = event.altKey ? steps[event.key] : undefined
    if (by === undefined || !onMove) return
    event.preventDefault()
    onHold(id)
    onMove(id, addDays(day, by))
  }
  return (
    <li className={classes.day} data-today={day === span.today || undefined} data-out={(month !== '' && !day.startsWith(month)) || undefined} aria-current={day === span.today ? 'date' : undefined}
      aria-label={name({ weekday: 'long', day: 'numeric', month: 'long' })} onDragOver={onMove ? (e) => e.preventDefault() : undefined} onDrop={onMove ? drop : undefined}>
      <span className={classes.date} aria-hidden>{name(month ? { weekday: 'short', day: 'numeric' } : { weekday: 'long', day: 'numeric', month: 'short' })}</span>
      <ul className={classes.entries}>
        {entries.map((entry) => (
          <li key={entry.id}>
            <Link id={`${hintId}${entry.id}`} className={classes.deal} to={entry.href as '/'} draggable={onMove !== undefined} aria-describedby={onMove ? hintId : undefined}
              onDragStart={(e) => e.dataTransfer.setData('text/plain', entry.id)} onKeyDown={(e) => byKey(e, entry.id)}>{entry.text}</Link>
          </li>
        ))}
      </ul>
    </li>
  )
}

function Turn({ label, span: { view, day, days, look, turn } }: { label: string; span: Span }) {
  const { t, i18n } = useTranslation('list')
  const format = useFormat()
  const name = view === 'month' ? new Intl.DateTimeFormat(i18n.language, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(day)) : `${format.date(days[0] ?? day)} – ${format.date(days.at(-1) ?? day)}`
  return (
    <Group justify="space-between" mb="sm" gap="sm">
      <Group gap="xs">
        <Button variant="default" px="xs" aria-label={t('list:earlier')} onClick={() => turn(-1)}><IconChevronLeft size={18} aria-hidden /></Button>
        <Button variant="default" onClick={() => turn(0)}>{t('list:span.today')}</Button>
        <Button variant="default" px="xs" aria-label={t('list:later')} onClick={() => turn(1)}><IconChevronRight size={18} aria-hidden /></Button>
        <b aria-live="polite">{name}</b>
      </Group>
      <SegmentedControl size="sm" aria-label={label} value={view} onChange={(v) => look(v as SpanView)} data={[{ value: 'week', label: t('list:week') }, { value: 'month', label: t('list:month') }]} />
    </Group>
  )
}
