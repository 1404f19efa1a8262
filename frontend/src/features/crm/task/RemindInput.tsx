import { Group, NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '@/shared/i18n/format'
import type { DueInput } from './groups'

interface RemindInputProps {
  /** Minutes before the task; '' for no reminder. */
  defaultValue: string
  onChange: (minutes: string) => void
  due: DueInput
  error?: React.ReactNode
}

const offered = ['0', '10', '30', '60', '120', '1440', '2880']
const units = { minutes: 1, hours: 60, days: 1440 }
type Unit = keyof typeof units
const unitNames = Object.keys(units) as Unit[]
/** The largest that divides it: 2880 minutes are two days. */
const unitOf = (minutes: number): Unit => [...unitNames].reverse().find((u) => minutes > 0 && minutes % units[u] === 0) ?? 'minutes'
/** Four weeks, as the server has it. */
const most = 28 * units.days

/** When the assignee is reminded, offered or a time of one's own; of a whole day the hours count from nine in the morning. */
export function RemindInput({ defaultValue, onChange, due, error }: RemindInputProps) {
  const { t } = useTranslation('work')
  const format = useFormat()
  const [minutes, setMinutes] = useState(defaultValue)
  const [own, setOwn] = useState(defaultValue !== '' && !offered.includes(defaultValue))
  const set = (next: string) => { setMinutes(next); onChange(next) }
  const label = (n: string) => (n === '0' ? t(due.time === '' ? 'work:remind.morning' : 'work:remind.atTime') : t('work:remind.before', { time: format.minutes(Number(n)) }))
  const choose = (next: string) => { setOwn(next === 'own'); set(next === 'own' ? minutes || '10' : next) }
  const off = due.day === ''
  return (
    <Group gap="sm" grow align="flex-start">
      <NativeSelect label={t('work:remind.label')} value={own ? 'own' : minutes} error={error} disabled={off} onChange={(e) => choose(e.currentTarget.value)}
        data={[{ value: '', label: t('work:remind.none') }, ...offered.map((n) => ({ value: n, label: label(n) })), { value: 'own', label: t('work:remind.own') }]} />
      {own ? <Own minutes={Number(minutes)} onChange={(n) => set(String(n))} off={off} /> : null}
    </Group>
  )
}

interface OwnProps { minutes: number; onChange: (minutes: number) => void; off: boolean }

function Own({ minutes, onChange, off }: OwnProps) {
  const { t } = useTranslation('work')
  const [unit, setUnit] = useState<Unit>(unitOf(minutes))
  const [amount, setAmount] = useState(String(minutes / units[unit]))
  const say = (text: string, next: Unit) => {
    setAmount(text)
    setUnit(next)
    onChange(Math.min(most, Math.max(0, Math.round((Number(text) || 0) * units[next]))))
  }
  return (
    <>
      <TextInput type="number" min={0} max={most / units[unit]} label={t('work:remind.amount')} value={amount} disabled={off} onChange={(e) => say(e.currentTarget.value, unit)} />
      <NativeSelect label={t('work:remind.unit')} value={unit} disabled={off} onChange={(e) => say(amount, e.currentTarget.value as Unit)} data={unitNames.map((u) => ({ value: u, label: t(`work:remind.${u}`) }))} />
    </>
  )
}
