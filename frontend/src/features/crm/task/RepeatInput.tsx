import { Group, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '@/shared/i18n/format'
import { parseRepeat, weekdayOf, weekdays, writeRepeat, type Repeat, type RepeatKind } from './repeat'
import classes from './Task.module.css'

interface RepeatInputProps {
  defaultValue: string
  onChange: (rule: string) => void
  /** When the task is due, `YYYY-MM-DD`; '' while that is open. */
  day: string
  error?: React.ReactNode
}

const kinds: RepeatKind[] = ['none', 'daily', 'weekdays', 'weekly', 'monthDay', 'monthLast', 'yearly']
type End = 'never' | 'until' | 'count'

/** How a task comes again, in words; the rule is written for the day on which it is due. */
export function RepeatInput({ defaultValue, onChange, day, error }: RepeatInputProps) {
  const { t } = useTranslation('work')
  const [repeat, setRepeat] = useState(() => parseRepeat(defaultValue, day))
  const set = (changes: Partial<Repeat>) => {
    const next = { ...repeat, ...changes }
    setRepeat(next)
    onChange(writeRepeat(next, day))
  }
  // The rule of 'on this day of the month' follows the day that is chosen above.
  useEffect(() => { if (day !== '' && repeat.kind !== 'none' && repeat.kind !== 'other') onChange(writeRepeat(repeat, day)) }, [day]) // eslint-disable-line react/exhaustive-deps -- a changed choice is told at once
  const words = useWords(day)
  const offered = repeat.kind === 'other' ? [...kinds, 'other' as const] : kinds
  return (
    <Stack gap="sm">
      <NativeSelect label={t('work:repeat.label')} value={repeat.kind} error={error} disabled={day === ''} onChange={(e) => set({ kind: e.currentTarget.value as RepeatKind })}
        data={offered.map((k) => ({ value: k, label: words(k) }))} />
      {repeat.kind === 'none' || repeat.kind === 'other' ? null : <Details repeat={repeat} set={set} day={day} />}
    </Stack>
  )
}

/** Each choice as it reads for the day. */
function useWords(day: string): (kind: RepeatKind) => string {
  const { t, i18n } = useTranslation('work')
  const format = useFormat()
  return (kind) => {
    if (day === '') return t(`work:repeat.${kind === 'none' ? 'none' : 'other'}`)
    const date = new Date(day)
    const weekday = new Intl.DateTimeFormat(i18n.language, { weekday: 'long', timeZone: 'UTC' }).format(date)
    const inYear = new Intl.DateTimeFormat(i18n.language, { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(date)
    return t(`work:repeat.${kind === 'monthDay' && date.getUTCDate() > 28 ? 'monthEnd' : kind}`, { weekday, date: inYear, day: format.number(date.getUTCDate()) })
  }
}

interface DetailsProps { repeat: Repeat; set: (changes: Partial<Repeat>) => void; day: string }

function Details({ repeat, set, day }: DetailsProps) {
  const { t } = useTranslation('work')
  const [end, setEnd] = useState<End>(repeat.until ? 'until' : repeat.count > 0 ? 'count' : 'never')
  const choose = (next: End) => { setEnd(next); set({ until: next === 'until' ? day : '', count: next === 'count' ? 5 : 0 }) }
  const number = (text: string, most: number) => Math.min(most, Math.max(1, Math.floor(Number(text)) || 1))
  return (
    <>
      {repeat.kind === 'weekly' ? <Weekdays days={repeat.days.length > 0 ? repeat.days : [weekdayOf(day)]} onChange={(days) => set({ days })} /> : null}
      <Group gap="sm" grow align="flex-end">
        {repeat.kind === 'weekdays' ? null : <TextInput type="number" min={1} max={99} label={t(`work:repeat.every.${repeat.kind}`)} value={repeat.every} onChange={(e) => set({ every: number(e.currentTarget.value, 99) })} />}
        <NativeSelect label={t('work:repeat.end.label')} value={end} onChange={(e) => choose(e.currentTarget.value as End)} data={(['never', 'until', 'count'] as const).map((v) => ({ value: v, label: t(`work:repeat.end.${v}`) }))} />
        {end === 'until' ? <TextInput type="date" label={t('work:repeat.end.day')} min={day} value={repeat.until} onChange={(e) => set({ until: e.currentTarget.value })} /> : null}
        {end === 'count' ? <TextInput type="number" min={1} max={999} label={t('work:repeat.end.times')} value={repeat.count} onChange={(e) => set({ count: number(e.currentTarget.value, 999) })} /> : null}
      </Group>
    </>
  )
}

function Weekdays({ days, onChange }: { days: string[]; onChange: (days: string[]) => void }) {
  const { t, i18n } = useTranslation('work')
  const name = (i: number, weekday: 'short' | 'long') => new Intl.DateTimeFormat(i18n.language, { weekday, timeZone: 'UTC' }).format(Date.UTC(2026, 10, 2 + i)) // a Monday
  const toggle = (d: string) => {
    const next = days.includes(d) ? days.filter((x) => x !== d) : [...days, d]
    if (next.length > 0) onChange(next)
  }
  return (
    <div className={classes.picks} role="group" aria-label={t('work:repeat.days')}>
      {weekdays.map((d, i) => <button key={d} type="button" className={classes.pick} aria-pressed={days.includes(d)} aria-label={name(i, 'long')} onClick={() => toggle(d)}>{name(i, 'short')}</button>)}
    </div>
  )
}
