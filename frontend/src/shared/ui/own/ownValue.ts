import type { OwnField, OwnValue, OwnValues } from '@/shared/api/typesField'
import type { Money } from '@/shared/api/types'
import type { Format } from '@/shared/i18n/format'

type Words = (key: string) => string

/** What nobody fills in: it is worked out from other fields or records. */
export const isComputed = (field: OwnField) => field.type === 'formula' || field.type === 'rollup'

/** The type of what is in a field. */
export const ownHolds = (field: OwnField): OwnField['type'] => (isComputed(field) ? field.result ?? 'text' : field.type)

const isMoney = (v: unknown): v is Money => typeof v === 'object' && v !== null && 'amount' in v

/** A value in words, for reading; nothing for no value. `words` are those of the namespace `field`. */
export function ownText(field: OwnField, record: OwnValues, format: Format, words: Words): string {
  const value = record.custom?.[field.id]
  if (value === undefined || value === null || value === '') return ''
  if (typeof value === 'boolean') return words(value ? 'yes' : 'no')
  if (typeof value === 'number') return format.number(value)
  if (isMoney(value)) return format.money(value)
  const label = (id: string) => field.choices.find((c) => c.id === id)?.label ?? ''
  if (Array.isArray(value)) return value.map((one) => (isMoney(one) ? format.money(one) : label(one))).join(field.type === 'rollup' ? ' · ' : ', ')
  switch (ownHolds(field)) {
    case 'choice': return label(value)
    case 'date': return format.date(value)
    case 'person': case 'company': case 'contact': case 'deal': case 'file': return record.customNames?.[value] ?? ''
    default: return value
  }
}

/** Whether a field is asked for in a record: it may depend on what another field has. */
export function ownApplies(field: OwnField, all: OwnField[], values: Record<string, OwnValue> = {}): boolean {
  const on = field.shownIf
  if (on === null || !all.some((f) => f.id === on.field)) return true
  const chosen = values[on.field]
  return (Array.isArray(chosen) ? chosen : [chosen]).some((c) => typeof c === 'string' && on.choices.includes(c))
}

/** Only http, https and mail addresses become links. */
export const isLink = (text: string) => /^(https:\/\/|mailto:)/.test(text)

/** The choices in a field with several. */
export const strings = (value: OwnValue | undefined): string[] => (Array.isArray(value) ? value.filter((v) => typeof v === 'string') : [])
