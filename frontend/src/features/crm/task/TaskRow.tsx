import { ActionIcon, Checkbox, Menu } from '@mantine/core'
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { onDemand } from '@/shared/lib/onDemand'
import { useCan, useMe } from '@/shared/api/me'
import type { RecordKind, Task } from '@/shared/api/types'
import { dueText } from '@/shared/i18n/due'
import { useFormat } from '@/shared/i18n/format'
import { Avatar } from '@/shared/ui/Avatar'
import { useTaskActions } from './taskQuery'
import classes from './Task.module.css'

const TaskDialog = onDemand(() => import('./TaskDialog').then((m) => m.TaskDialog), (p) => p.task !== null)

const paths: Record<RecordKind, '/$slug/contacts/$id'> = { contact: '/$slug/contacts/$id', company: '/$slug/companies/$id' as '/$slug/contacts/$id', deal: '/$slug/deals/$id' as '/$slug/contacts/$id' }

/** A task: tick it, open it, see when it is due and what it is about. `bare` leaves out what the page shows already. */
export function TaskRow({ task, bare = false }: { task: Task; bare?: boolean }) {
  const { t } = useTranslation('task')
  const may = useCan()
  const { setDone } = useTaskActions()
  // The dialog is made at the first opening: a list has many rows.
  const [open, setOpen] = useState<boolean | null>(null)
  const done = task.doneAt !== null
  return (
    <li className={classes.row} data-done={done || undefined}>
      <Checkbox className={classes.tick} size="md" radius="xl" checked={done} disabled={!may('task', 'update')} aria-label={t(done ? 'task:reopen' : 'task:finish', { title: task.title })} onChange={(e) => void setDone(task, e.currentTarget.checked)} />
      <div className={classes.body}>
        <button type="button" className={classes.title} onClick={() => setOpen(true)}>{task.title}</button>
        <div className={classes.meta}>
          <When task={task} />
          {!bare && task.about?.name ? <About task={task} /> : null}
        </div>
      </div>
      <Assignee task={task} />
      {may('task', 'update') ? <RowMenu task={task} onEdit={() => setOpen(true)} /> : null}
      {open === null ? null : <TaskDialog task={open ? task : null} onClose={() => setOpen(false)} />}
    </li>
  )
}

function When({ task }: { task: Task }) {
  const { t } = useTranslation('task')
  const format = useFormat()
  if (task.doneAt) return <span>{t('task:doneAt', { when: format.relative(task.doneAt) })}</span>
  if (!task.dueAt) return null
  const due = dueText(t, { dueAt: task.dueAt, allDay: task.allDay }, format.day)
  const time = task.allDay || due.state === 'overdue' ? null : format.time(task.dueAt)
  return <time dateTime={task.dueAt} title={task.allDay ? format.date(task.dueAt) : format.dateTime(task.dueAt)} className={classes.due} data-state={due.state}>{due.text}{time ? `, ${time}` : ''}</time>
}

function About({ task }: { task: Task }) {
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

/** Made at the first click: a list has many rows. */
function RowMenu({ task, onEdit }: { task: Task; onEdit: () => void }) {
  const { t } = useTranslation('task')
  const may = useCan()
  const { remove } = useTaskActions()
  const [open, setOpen] = useState(false)
  const label = t('task:more', { title: task.title })
  const icon = <IconDots size={18} aria-hidden />
  if (!open) return <ActionIcon className={classes.more} aria-label={label} aria-haspopup="menu" onClick={() => setOpen(true)}>{icon}</ActionIcon>
  return (
    <Menu opened onChange={setOpen} returnFocus>
      <Menu.Target><ActionIcon className={classes.more} aria-label={label}>{icon}</ActionIcon></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={onEdit}>{t('common:action.edit')}</Menu.Item>
        {may('task', 'delete') ? <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => void remove(task)}>{t('common:action.delete')}</Menu.Item> : null}
      </Menu.Dropdown>
    </Menu>
  )
}
