import { Link } from '@tanstack/react-router'
import { useState, type DragEvent, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan, useMe } from '@/shared/api/me'
import type { Task, TaskDraft } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { announce } from '@/shared/lib/announce'
import { addDays, dueFields, dueInput } from '@/shared/lib/dueInput'
import { complain } from '@/shared/ui/undoable'
import classes from '@/shared/ui/calendar/Calendar.module.css'
import { dayOf, type CalendarView, type DayEntries } from '@/shared/ui/calendar/days'

/** What the tasks' own feature brings. */
export interface TaskParts {
  save: (task: Task, changes: TaskDraft) => Promise<unknown>
  /** All of a task, to read or change; null closes it. */
  dialog: (task: Task | null, onClose: () => void) => ReactNode
}

interface CalendarGridProps { view: CalendarView; days: string[]; month: string; today: string; entries: Map<string, DayEntries>; parts: TaskParts }

/** The days side by side. A task is moved by dragging, or by Alt with an arrow: a day, or a week. */
export function CalendarGrid({ view, days, month, today, entries, parts }: CalendarGridProps) {
  const { t, i18n } = useTranslation('work')
  const [open, setOpen] = useState<Task | null>(null)
  const move = useMove(parts.save)
  const drop = (event: DragEvent, day: string) => {
    event.preventDefault()
    const id = event.dataTransfer.getData('text/plain')
    for (const { tasks } of entries.values()) for (const task of tasks) if (task.id === id) void move(task, day)
  }
  const name = (day: string) => new Intl.DateTimeFormat(i18n.language, { weekday: view === 'month' ? 'short' : 'long', day: 'numeric', month: view === 'month' ? undefined : 'short', timeZone: 'UTC' }).format(new Date(day))
  const long = (day: string) => new Intl.DateTimeFormat(i18n.language, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(new Date(day))
  return (
    <>
      <p className={classes.hint} id="calendar-keys">{t('work:calendar.keys')}</p>
      <ol className={classes.grid} data-view={view} aria-label={t('work:calendar.title')}>
        {days.map((day) => (
          <li key={day} className={classes.day} data-today={day === today || undefined} data-out={(view === 'month' && !day.startsWith(month)) || undefined} aria-label={long(day)} aria-current={day === today ? 'date' : undefined}
            onDragOver={(e) => e.preventDefault()} onDrop={(e) => drop(e, day)}>
            <span className={classes.date} aria-hidden>{name(day)}</span>
            <Entries entries={entries.get(day)} onOpen={setOpen} onMove={(task, by) => void move(task, addDays(day, by))} />
          </li>
        ))}
      </ol>
      {parts.dialog(open, () => setOpen(null))}
    </>
  )
}

/** Moves a task to another day at the same hour; of a repeated one only this. */
function useMove(save: TaskParts['save']) {
  const { t } = useTranslation('work')
  const format = useFormat()
  const may = useCan()
  return async (task: Task, day: string) => {
    if (!may('task', 'update') || task.doneAt || day === dayOf(task, format)) return
    const { time } = dueInput(task, format.timeZone, format.companyZone)
    try {
      await save(task, { ...dueFields({ day, time }, format.timeZone, format.companyZone), ...(task.repeat ? { only: true } : {}) })
      announce(t('work:calendar.moved', { title: task.title, day: format.date(day) }))
    } catch (error) {
      complain(error)
    }
  }
}

const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }

function Entries({ entries, onOpen, onMove }: { entries: DayEntries | undefined; onOpen: (task: Task) => void; onMove: (task: Task, by: number) => void }) {
  const { t } = useTranslation('work')
  const format = useFormat()
  const { slug } = useMe().tenant
  if (!entries) return null
  const byKey = (event: KeyboardEvent, task: Task) => {
    const by = event.altKey ? steps[event.key] : undefined
    if (by === undefined) return
    event.preventDefault()
    onMove(task, by)
  }
  const hour = (at: string, allDay: boolean) => (allDay ? '' : `${format.time(at)} `)
  return (
    <ul className={classes.entries}>
      {entries.busy.map((b) => <li key={`${b.from} ${b.to} ${b.title}`} className={classes.busy}>{hour(b.from, b.allDay)}{b.title || t('work:calendar.busy')}</li>)}
      {entries.tasks.map((task) => (
        <li key={task.id}>
          <button type="button" className={classes.task} data-kind={task.kind} data-done={task.doneAt !== null || undefined} draggable={task.doneAt === null} aria-describedby="calendar-keys"
            onDragStart={(e) => e.dataTransfer.setData('text/plain', task.id)} onKeyDown={(e) => byKey(e, task)} onClick={() => onOpen(task)}>
            {hour(task.dueAt ?? '', task.allDay)}{task.title}
          </button>
        </li>
      ))}
      {entries.ahead.map((next) => <li key={next.taskId} className={classes.ahead}>{hour(next.at, next.allDay)}{next.title}</li>)}
      {entries.deals.map((deal) => <li key={deal.id}><Link className={classes.deal} to="/$slug/deals/$id" params={{ slug, id: deal.id }}>{deal.name}</Link></li>)}
    </ul>
  )
}
