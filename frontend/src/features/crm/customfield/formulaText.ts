import { isMade } from '@/shared/api/fields'
import type { FieldObject, FieldRollup, OwnField, StandardObject } from '@/shared/api/typesField'

/** A field that can be named in a formula: by its key on the wire, by its name for people. */
export interface Part { key: string; label: string }

/** Those of the program, by kind of records. */
const standard: Record<StandardObject | 'task' | 'made', string[]> = {
  contact: ['name', 'firstName', 'lastName', 'jobTitle', 'email', 'phone', 'city', 'country', 'language', 'source', 'birthday', 'createdAt', 'updatedAt'],
  company: ['name', 'domain', 'industry', 'email', 'phone', 'city', 'country', 'createdAt', 'updatedAt'],
  deal: ['name', 'value', 'status', 'expectedOn', 'lostReason', 'stageSince', 'closedAt', 'createdAt', 'updatedAt'],
  task: ['title', 'dueAt', 'doneAt', 'createdAt'],
  made: ['name', 'createdAt', 'updatedAt'],
}

const usable: OwnField['type'][] = ['text', 'long', 'number', 'money', 'date', 'choice', 'choices', 'yesno', 'link', 'email', 'phone', 'formula']

/** All fields that a formula of a kind of records can name, each under another name. */
export function partsOf(object: FieldObject, all: OwnField[], word: (key: string) => string, not?: string): Part[] {
  const parts = standard[isMade(object) ? 'made' : object].map((key) => ({ key, label: word(key) }))
  for (const f of all) {
    if (f.object !== object || f.state === 'archived' || f.id === not || !usable.includes(f.type)) continue
    const plain = f.label.replace(/[[\]]/g, ' ')
    const taken = parts.some((p) => p.label.toLowerCase() === plain.toLowerCase())
    parts.push({ key: `custom.${f.id}`, label: taken ? `${plain} (2)` : plain })
  }
  return parts
}

const swap = (text: string, other: (inside: string) => string | undefined) => text.replace(/\[([^\]]*)\]/g, (whole, inside: string) => { const to = other(inside.trim()); return to === undefined ? whole : `[${to}]` })

/** A formula as people read it. */
export const toText = (formula: string, parts: Part[]) => swap(formula, (key) => parts.find((p) => p.key === key)?.label)

/** The same as it is kept: it goes on working when a field gets another name. */
export const toFormula = (text: string, parts: Part[]) => swap(text, (label) => parts.find((p) => p.label.toLowerCase() === label.toLowerCase())?.key)

export const functions = ['if', 'round', 'min', 'max', 'today', 'days', 'addMonths', 'year', 'month', 'first', 'empty', 'contains', 'has', 'amount', 'upper', 'text'] as const

const amounts = ['number', 'money', 'date']

/** What of the records of a kind can be summed up. */
export function summable(of: FieldRollup['of'], way: FieldRollup['do'], all: OwnField[], word: (key: string) => string): Part[] {
  const days = way !== 'sum'
  const own = all.filter((f) => f.object === of && f.state !== 'archived' && amounts.includes(f.type === 'formula' ? f.result ?? '' : f.type) && (days || (f.result ?? f.type) !== 'date'))
  const dates = { contact: ['birthday', 'createdAt'], deal: ['expectedOn', 'closedAt', 'createdAt'], task: ['dueAt', 'doneAt', 'createdAt'] }[of]
  return [...(of === 'deal' ? ['value'] : []), ...(days ? dates : [])].map((key) => ({ key, label: word(key) })).concat(own.map((f) => ({ key: `custom.${f.id}`, label: f.label })))
}
