import { Button, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RecordKind, Task } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { problemText } from '@/shared/i18n/problemText'
import { addDays, dueFields, nextMonday } from './groups'
import classes from './Task.module.css'
import { useTaskActions } from './taskQuery'

interface TaskAddProps {
  /** The record the task is about. */
  about?: { kind: RecordKind; id: string }
  /** What is read as the field's name: 'New task', 'Next step for Acme'. */
  label?: string
  autoFocus?: boolean
  onAdded?: (task: Task) => void
}

type Pick = 'today' | 'tomorrow' | 'nextWeek' | 'date'
const picks: Pick[] = ['today', 'tomorrow', 'nextWeek', 'date']

/** One line: what, and by when. Enter adds it and leaves the line ready for the next. */
export function TaskAdd({ about, label, autoFocus, onAdded }: TaskAddProps) {
  const { t } = useTranslation('task')
  const format = useFormat()
  const { create } = useTaskActions()
  const input = useRef<HTMLInputElement>(null)
  const [title, setTitle] = useState('')
  const [pick, setPick] = useState<Pick>('today')
  const [date, setDate] = useState('')
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)
  const submit = async (event: React.FormEvent) => {
    event.preventDefault()
    if (busy) return
    if (title.trim() === '') { setError(t('task:add.titleNeeded')); input.current?.focus(); return }
    setBusy(true)
    try {
      const day = dayOf(pick, date, format.day(Date.now()))
      const task = await create({ title: title.trim(), ...dueFields({ day, time: '' }, format.timeZone, format.companyZone), ...(about ? { about } : {}) })
      onAdded?.(task)
      setTitle('')
      setError(undefined)
      input.current?.focus()
    } catch (failure) {
      setError(problemText(failure))
    } finally {
      setBusy(false)
    }
  }
  const name = label ?? t('task:add.label')
  return (
    <form className={classes.add} onSubmit={(e) => void submit(e)} noValidate>
      <TextInput ref={input} className={classes.addTitle} aria-label={name} placeholder={name} value={title} error={error} maxLength={200} autoComplete="off" autoFocus={autoFocus}
        onChange={(e) => { setTitle(e.currentTarget.value); setError(undefined) }} />
      <DuePicks value={pick} onChange={setPick} date={date} onDate={setDate} />
      <Button type="submit" loading={busy} leftSection={<IconPlus size={16} aria-hidden />}>{t('common:action.add')}</Button>
    </form>
  )
}

function dayOf(pick: Pick, date: string, today: string): string {
  return { today, tomorrow: addDays(today, 1), nextWeek: nextMonday(today), date }[pick]
}

interface DuePicksProps { value: Pick; onChange: (pick: Pick) => void; date: string; onDate: (date: string) => void }

function DuePicks({ value, onChange, date, onDate }: DuePicksProps) {
  const { t } = useTranslation('task')
  return (
    <div className={classes.picks} role="group" aria-label={t('task:field.due')}>
      {picks.map((pick) => (
        <button key={pick} type="button" className={classes.pick} aria-pressed={value === pick} onClick={() => onChange(pick)}>{t(`task:pick.${pick}`)}</button>
      ))}
      {value === 'date' ? <TextInput type="date" size="sm" autoFocus aria-label={t('task:pick.date')} value={date} onChange={(e) => onDate(e.currentTarget.value)} /> : null}
    </div>
  )
}
