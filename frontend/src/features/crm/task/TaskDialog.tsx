import { Button, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useState, type ComponentProps } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { RecordKind, Ref, Task, TaskDraft, TaskKind } from '@/shared/api/types'
import { taskKinds } from '@/shared/api/typesWork'
import { useFormat } from '@/shared/i18n/format'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { FieldInput } from '@/shared/ui/form/FieldInput'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import { dueFields, dueInput, type DueInput } from './groups'
import { useOwnLabels, type OwnForm } from '@/shared/ui/own/ownForm'
import { RemindInput } from './RemindInput'
import { RepeatInput } from './RepeatInput'
import classes from './Task.module.css'
import { changed, TaskOwn, typedOf, Whole } from './TaskOwn'
import { useTaskActions } from './taskQuery'

interface TaskDialogProps { task: Task | null; onClose: () => void }

/** All of a task, to read or change. */
export function TaskDialog({ task, onClose }: TaskDialogProps) {
  const { t } = useTranslation('task')
  return (
    <Modal opened={task !== null} onClose={onClose} title={t('task:edit')} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {task ? <Whole task={task}>{(whole) => <TaskForm task={whole} onClose={onClose} />}</Whole> : null}
    </Modal>
  )
}

interface Values extends OwnForm { title: string; kind: TaskKind; due: DueInput; minutes: string; remind: string; repeat: string; only: string; assigneeId: string | null; about: Ref | null; note: string }

const texts = (n: number | null) => (n === null ? '' : String(n))
const numbers = (text: string) => (text === '' ? null : Number(text))

function TaskForm({ task, onClose }: { task: Task; onClose: () => void }) {
  const { t } = useTranslation(['task', 'work'])
  const { timeZone, companyZone } = useFormat()
  const { save } = useTaskActions()
  const form = useApiForm<Values>({
    name: `task.${task.id}`,
    initialValues: {
      title: task.title, kind: task.kind, due: dueInput(task, timeZone, companyZone), minutes: texts(task.minutes), remind: texts(task.remindBefore), repeat: task.repeat, only: '',
      assigneeId: task.assigneeId, about: task.about, note: task.note ?? '', custom: typedOf(task.custom),
    },
    labels: {
      title: t('task:field.title'), kind: t('work:kind.label'), due: t('task:field.due'), minutes: t('work:minutes.label'), remind: t('work:remind.label'), repeat: t('work:repeat.label'), only: t('work:only.label'),
      assigneeId: t('task:field.assignee'), about: t('task:field.about'), note: t('task:field.note'), ...useOwnLabels('task'),
    },
    aliases: { dueAt: 'due', allDay: 'due', remindBefore: 'remind' },
    required: ['title'],
    submit: async (v) => { await save(task, { ...changesOf(v, timeZone, companyZone), ...changed(task.custom, v.custom) }, { about: v.about, custom: task.custom }); onClose() },
  })
  const { field } = form
  const dueField = field('due') as unknown as DueProps
  const [due, setDue] = useState(dueField.defaultValue)
  return (
    <Stack gap="md">
      <ApiFormBody form={form} submitLabel={t('common:action.save')} onCancel={onClose}>
        <FieldInput kind="text" {...field('title')} data-autofocus />
        {task.repeat ? <NativeSelect {...field('only')} data={[{ value: '', label: t('work:only.all') }, { value: 'only', label: t('work:only.only') }]} /> : null}
        <DueInputs {...dueField} onChange={(next) => { setDue(next); dueField.onChange(next) }} />
        <Group gap="sm" grow align="flex-start">
          <NativeSelect {...field('kind')} data={taskKinds.map((k) => ({ value: k, label: t(`work:kind.${k}`) }))} />
          <Minutes field={field('minutes')} now={task.minutes} off={due.time === ''} />
        </Group>
        <RemindInput {...(field('remind') as unknown as RemindProps)} due={due} />
        <RepeatInput {...(field('repeat') as unknown as RepeatProps)} day={due.day} />
        <FieldInput kind="person" {...field('assigneeId')} defaultLabel={task.assigneeName} />
        <AboutInput {...(field('about') as unknown as AboutProps)} />
        <FieldInput kind="long" {...field('note')} />
        <TaskOwn task={task} form={form} />
      </ApiFormBody>
      <Deletion task={task} onClose={onClose} />
    </Stack>
  )
}

type RemindProps = Omit<ComponentProps<typeof RemindInput>, 'due'>
type RepeatProps = Omit<ComponentProps<typeof RepeatInput>, 'day'>

/** What the form says, as the API takes it: without a time there is no length, without a day no reminder. */
function changesOf(v: Values, timeZone: string, companyZone: string): TaskDraft {
  const about = v.about ? { kind: v.about.kind, id: v.about.id } : null
  return {
    title: v.title.trim(), note: v.note, kind: v.kind, ...dueFields(v.due, timeZone, companyZone), about,
    minutes: v.due.time === '' ? null : numbers(v.minutes), remindBefore: v.due.day === '' ? null : numbers(v.remind), repeat: v.due.day === '' ? '' : v.repeat,
    ...(v.assigneeId ? { assigneeId: v.assigneeId } : {}), ...(v.only ? { only: true } : {}),
  }
}

interface ChoiceProps { field: Record<string, unknown>; now: number | null }
const withOwn = (offered: number[], own: number | null) => (own === null || offered.includes(own) ? offered : [...offered, own].sort((a, b) => a - b))

function Minutes({ field, now, off }: ChoiceProps & { off: boolean }) {
  const { t } = useTranslation('work')
  const format = useFormat()
  return <NativeSelect {...field} disabled={off} data={[{ value: '', label: t('work:minutes.none') }, ...withOwn([15, 30, 45, 60, 90, 120, 240], now).map((n) => ({ value: String(n), label: format.minutes(n) }))]} />
}

function Deletion({ task, onClose }: { task: Task; onClose: () => void }) {
  const { t } = useTranslation(['task', 'work'])
  const may = useCan()
  const { remove } = useTaskActions()
  if (!may('task', 'delete')) return null
  const button = (only: boolean, text: string) => <Button variant="subtle" color="red" size="compact-sm" onClick={() => { onClose(); void remove(task, only) }}>{text}</Button>
  if (!task.repeat) return <Group>{button(false, t('task:delete'))}</Group>
  return <Group>{button(true, t('work:only.delete'))}{button(false, t('work:only.deleteAll'))}</Group>
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
        data={[{ value: '', label: t('task:about.none') }, ...kinds.map((k) => ({ value: k, label: t(`task:about.${k}`) })), ...(defaultValue?.kind === 'object_record' ? [{ value: 'object_record', label: defaultValue.name }] : [])]} />
      {kind && kind !== 'object_record' ? (
        <FieldInput key={kind} kind={kind} label={t(`task:about.which.${kind}`)} error={error} defaultValue={same ? defaultValue?.id : null} defaultLabel={same ? defaultValue?.name : null}
          onChange={(id: string | null, name: string | null) => onChange(id ? { kind, id, name: name ?? '' } : null)} />
      ) : null}
    </div>
  )
}
