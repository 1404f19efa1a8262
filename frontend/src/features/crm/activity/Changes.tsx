import { useTranslation } from 'react-i18next'
import type { Change } from '@/shared/api/types'
import { useFormat, type Format } from '@/shared/i18n/format'
import classes from './Timeline.module.css'

/** Say the same as others do, or nothing to a person. */
const silent = new Set(['pipelineId', 'stageId', 'status', 'stageSince', 'closedAt', 'currency', 'rank'])
const nameParts = ['firstName', 'lastName', 'email', 'phone']

/** The changes worth showing: a person's shown name follows from the others. */
export function worthShowing(changes: Change[]): Change[] {
  const derived = changes.some((c) => nameParts.includes(c.field))
  return changes.filter((c) => !silent.has(c.field) && !(derived && c.field === 'name'))
}

/** The fields that were changed, each with what it was and what it is. `currency` is that of amounts. */
export function Changes({ changes, currency }: { changes: Change[]; currency?: string }) {
  const { t, i18n } = useTranslation('activity')
  const format = useFormat()
  const money = String(changes.find((c) => c.field === 'currency')?.to ?? currency ?? '')
  const label = (field: string) => (i18n.exists(`activity:field.${field}`) ? t(`field.${field}`) : field)
  const value = (change: Change, v: unknown) => shown(v, change.field, money, format) || <span className={classes.none}>{t('empty')}</span>
  return (
    <ul className={classes.changes}>
      {worthShowing(changes).map((c) => (
        <li key={c.field}><span className={classes.field}>{c.label ?? label(c.field)}</span>: {value(c, c.from)} → {value(c, c.to)}</li>
      ))}
    </ul>
  )
}

const isDay = (v: string) => /^\d{4}-\d\d-\d\d/.test(v)

function shown(value: unknown, field: string, currency: string, format: Format): string {
  if (value === null || value === undefined || value === '') return ''
  if (field === 'amount' && typeof value === 'number') return currency ? format.money({ amount: value, currency }) : format.number(value / 100)
  if (typeof value === 'number') return format.number(value)
  if (typeof value === 'object') return 'amount' in value && 'currency' in value ? format.money(value as { amount: number; currency: string }) : JSON.stringify(value)
  const text = String(value)
  return isDay(text) && (field === 'birthday' || field.endsWith('On') || field.startsWith('custom.')) ? format.date(text.slice(0, 10)) : text
}
