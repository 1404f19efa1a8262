import { Checkbox } from '@mantine/core'
import { IconClockPause, IconPencil, IconRepeat, IconTrash } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import i18next from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { onDemand } from '@/shared/lib/onDemand'
import { useCan, useMe } from '@/shared/api/me'
import type { RecordKind, Task } from '@/shared/api/types'
import { dueText } from '@/shared/i18n/due'
import { useFormat } from '@/shared/i18n/format'
import { Avatar } from '@/shared/ui/Avatar'
import { RowMenu } from '@/shared/ui/RowMenu'
import { useTaskActions } from './taskQuery'
import classes from './Task.module.css'

const TaskDialog = onDemand(() => i18next.loadNamespaces('work').then(() => import('./TaskDialog')).then((m) => m.TaskDialog), (p) => p.task !== null)

const texts = () => i18next.loadNamespaces('work')
const NextStep = onDemand(() => texts().then(() => import('./NextStep')).then((m) => m.NextStep), (p) => p.task !== null)
const Snooze = onDemand(() => texts().then(() => import('./Snooze')).then((m) => m.Snooze), (p) => p.task !== null)

const paths: Record<RecordKind, '/$slug/contacts/$id'> = { contact: '/$slug/contacts/$id', company: '/$slug/companies/$id' as '/$slug/contacts/$id', deal: '/$slug/deals/$id' as '/$slug/contacts/$id', object_record: '/$slug/records/$id' as '/$slug/contacts/$id' }

/** A task: tick it, open it, see when it is due and what it is about. `bare` leaves out what the page shows already. */
export function TaskRow({ task, bare = false }: { task: Task; bare?: boolean }) {
  const { t } = useTranslation('task')
  const may = useCan()
  const { setDone } = useTaskActions()
  // The dialog is made at the first opening: a list has many rows.
  const [open, setOpen] = useState<boolean | null>(null)
  const [snoozing, setSnoozing] = useState(false)
  const [last, setLast] = useState<Task | null>(null)
  const done = task.doneAt !== null
  const tick = async (now: boolean) => { const saved = await setDone(task, now); if (saved?.needsStep && may('task', 'create')) setLast(saved) }
  return (
    <li className={classes.row} data-done={done || undefined}>
      <Checkbox className={classes.tick} size="md" radius="xl" checked={done} disabled={!may('task', 'update')} aria-label={t(done ? 'task:reopen' : 'task:finish', { title: task.title })} onChange={(e) => void tick(e.currentTarget.checked)} />
      <div className={classes.body}>
        <button type="button" className={classes.title} onClick={() => setOpen(true)}>{task.title}</button>
        <div className={classes.meta}>
          <When task={task} />
          {!bare && task.about?.name ? <About task={task} /> : null}
        </div>
      </div>
      <Assignee task={task} />
      {may('task', 'update') ? <More task={task} onEdit={() => setOpen(true)} onSnooze={() => setSnoozing(true)} /> : null}
      {open === null ? null : <TaskDialog task={open ? task : null} onClose={() => setOpen(false)} />}
      <Snooze task={snoozing ? task : null} onClose={() => setSnoozing(false)} />
      <NextStep task={last} onClose={() => setLast(null)} />
    </li>
  )
}

/** When a task is due, or was done, or comes back. */
export function When({ task }: { task: Task }) {
  const { t } = useTranslation('task')
  const format = useFormat()
  if (task.snoozedUntil && Date.parse(task.snoozedUntil) > Date.now()) return <span>{t('task:snoozedUntil', { when: format.dateTime(task.snoozedUntil) })}</span>
  if (task.doneAt) return <span>{t('task:doneAt', { when: format.relative(task.doneAt) })}</span>
  if (!task.dueAt) return null
  const due = dueText(t, { dueAt: task.dueAt, allDay: task.allDay }, format.day, undefined, format.companyDay)
  const time = task.allDay || due.state === 'overdue' ? null : format.time(task.dueAt)
  const when = <time dateTime={task.dueAt} title={task.allDay ? format.date(format.companyDay(task.dueAt)) : format.dateTime(task.dueAt)} className={classes.due} data-state={due.state}>{due.text}{time ? `, ${time}` : ''}</time>
  return task.repeat ? <>{when}<IconRepeat size={14} aria-label={t('task:repeats')} role="img" /></> : when
}

/** The record a task is about, as a link to it. */
export function About({ task }: { task: Task }) {
  const { slug } = useMe().tenant
  if (!task.about) return null
  return <Link className={classes.about} to={paths[task.about.kind]} params={{ slug, id: task.about.id }}>{task.about.name}</Link>
}

/** Whose task it is, when it is someone else's. */
function Assignee({ task }: { task: Task }) {
  const { t } = useTranslation('task')
  const { user } = useMe()
  if (!task.assigneeName || task.assigneeId === user.id) return null
  return <span className={classes.assignee} title={task.assigneeName}><span className="k-hidden">{t('task:field.assignee')}: </span><Avatar name={task.assigneeName} size={24} /><span className={classes.assigneeName}>{task.assigneeName}</span></span>
}

/** What else can be done with a task. */
export function More({ task, onEdit, onSnooze }: { task: Task; onEdit: () => void; onSnooze: () => void }) {
  const { t } = useTranslation('task')
  const may = useCan()
  const { remove } = useTaskActions()
  return (
    <RowMenu className={classes.more} label={t('task:more', { title: task.title })} entries={[
      { label: t('common:action.edit'), icon: IconPencil, onClick: onEdit },
      task.doneAt === null && { label: t('task:snooze'), icon: IconClockPause, onClick: onSnooze },
      may('task', 'delete') && { label: t('common:action.delete'), icon: IconTrash, danger: true, onClick: () => void remove(task) },
    ]} />
  )
}
