import { Button, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { RecordKind, Ref, Task } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { FieldInput } from '@/shared/ui/form/FieldInput'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import { dueFields, dueInput, type DueInput } from './groups'
import classes from './Task.module.css'
import { useTaskActions } from './taskQuery'

interface TaskDialogProps { task: Task | null; onClose: () => void }

/** All of a task, to read or change. */
export function TaskDialog({ task, onClose }: TaskDialogProps) {
  const { t } = useTranslation('task')
  return (
    <Modal opened={task !== null} onClose={onClose} title={t('task:edit')} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {task ? <TaskForm task={task} onClose={onClose} /> : null}
    </Modal>
  )
}

interface Values { title: string; due: DueInput; assigneeId: string | null; about: Ref | null; note: string }

function TaskForm({ task, onClose }: { task: Task; onClose: () => void }) {
  const { t } = useTranslation('task')
  const { timeZone } = useFormat()
  const may = useCan()
  const { save, remove } = useTaskActions()
  const form = useApiForm<Values>({
    name: `task.${task.id}`,
    initialValues: { title: task.title, due: dueInput(task, timeZone), assigneeId: task.assigneeId, about: task.about, note: task.note ?? '' },
    labels: { title: t('task:field.title'), due: t('task:field.due'), assigneeId: t('task:field.assignee'), about: t('task:field.about'), note: t('task:field.note') },
    aliases: { dueAt: 'due', allDay: 'due' },
    required: ['title'],
    submit: async (v) => {
      const about = v.about ? { kind: v.about.kind, id: v.about.id } : null
      await save(task, { title: v.title.trim(), note: v.note, ...dueFields(v.due, timeZone), about, ...(v.assigneeId ? { assigneeId: v.assigneeId } : {}) }, { about: v.about })
      onClose()
    },
  })
  const { field } = form
  const due = field('due') as unknown as DueProps
  const about = field('about') as unknown as AboutProps
  return (
    <Stack gap="md">
      <ApiFormBody form={form} submitLabel={t('common:action.save')} onCancel={onClose}>
        <FieldInput kind="text" {...field('title')} data-autofocus />
        <DueInputs {...due} />
        <FieldInput kind="person" {...field('assigneeId')} defaultLabel={task.assigneeName} />
        <AboutInput {...about} />
        <FieldInput kind="long" {...field('note')} />
      </ApiFormBody>
      {may('task', 'delete') ? <Group><Button variant="subtle" color="red" size="compact-sm" onClick={() => { onClose(); void remove(task) }}>{t('task:delete')}</Button></Group> : null}
    </Stack>
  )
}

interface DueProps { defaultValue: DueInput; onChange: (due: DueInput) => void; error?: React.ReactNode }

/** The day, and the time where it matters. */
function DueInputs({ defaultValue, onChange, error }: DueProps) {
  const { t } = useTranslation('task')
  const [due, setDue] = useState(defaultValue)
  const set = (next: DueInput) => { setDue(next); onChange(next) }
  return (
    <Group gap="sm" grow align="flex-start">
      <TextInput type="date" label={t('task:field.day')} value={due.day} error={error} onChange={(e) => set({ ...due, day: e.currentTarget.value })} />
      <TextInput type="time" label={t('task:field.time')} value={due.time} disabled={due.day === ''} onChange={(e) => set({ ...due, time: e.currentTarget.value })} />
    </Group>
  )
}

interface AboutProps { defaultValue: Ref | null; onChange: (about: Ref | null) => void; error?: React.ReactNode }
const kinds: RecordKind[] = ['deal', 'contact', 'company']

/** Which record the task is about: first what kind, then which. */
function AboutInput({ defaultValue, onChange, error }: AboutProps) {
  const { t } = useTranslation('task')
  const [kind, setKind] = useState<RecordKind | ''>(defaultValue?.kind ?? '')
  const choose = (next: RecordKind | '') => { setKind(next); if (next !== defaultValue?.kind) onChange(null); else onChange(defaultValue) }
  const same = kind === defaultValue?.kind
  return (
    <div className={classes.aboutInput}>
      <NativeSelect label={t('task:field.about')} value={kind} onChange={(e) => choose(e.currentTarget.value as RecordKind | '')}
        data={[{ value: '', label: t('task:about.none') }, ...kinds.map((k) => ({ value: k, label: t(`task:about.${k}`) }))]} />
      {kind ? (
        <FieldInput key={kind} kind={kind} label={t(`task:about.which.${kind}`)} error={error} defaultValue={same ? defaultValue?.id : null} defaultLabel={same ? defaultValue?.name : null}
          onChange={(id: string | null, name: string | null) => onChange(id ? { kind, id, name: name ?? '' } : null)} />
      ) : null}
    </div>
  )
}
