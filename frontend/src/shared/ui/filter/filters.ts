/** A filter as the API and the address write it: `field:op:value`. */
export interface Filter { field: string; op: FilterOp; value: string }
export type FilterOp = 'is' | 'not' | 'contains' | 'begins' | 'anyOf' | 'before' | 'after' | 'within' | 'older' | 'gte' | 'lte' | 'empty' | 'notEmpty'
export type FilterKind = 'text' | 'date' | 'choice' | 'person' | 'company' | 'contact' | 'deal' | 'money' | 'number'

export interface FilterField {
  /** The API's name. */
  id: string
  label: string
  kind: FilterKind
  /** Where the list knows fewer than its kind has. */
  ops?: FilterOp[]
  /** For `choice`. */
  options?: { value: string; label: string }[]
}

/** The conditions that make sense for a kind of field. */
export const opsFor: Record<FilterKind, FilterOp[]> = {
  text: ['is', 'not', 'contains', 'begins', 'anyOf', 'empty', 'notEmpty'],
  date: ['within', 'before', 'after', 'is', 'older', 'empty', 'notEmpty'],
  choice: ['is', 'not', 'anyOf', 'empty', 'notEmpty'],
  person: ['is', 'not', 'empty', 'notEmpty'],
  company: ['is', 'not', 'empty', 'notEmpty'],
  contact: ['is', 'not', 'empty', 'notEmpty'],
  deal: ['is', 'not', 'empty', 'notEmpty'],
  money: ['gte', 'lte'],
  number: ['is', 'gte', 'lte', 'empty', 'notEmpty'],
}

/** The conditions a field offers. */
export const opsOf = (field: FilterField): FilterOp[] => field.ops ?? opsFor[field.kind]

export const needsValue = (op: FilterOp) => op !== 'empty' && op !== 'notEmpty'

/** Days told from today; `last` and `next` count them. */
export const spans = ['today', 'yesterday', 'tomorrow', 'thisWeek', 'lastWeek', 'nextWeek', 'thisMonth', 'lastMonth', 'nextMonth', 'thisQuarter', 'lastQuarter', 'nextQuarter', 'thisYear', 'lastYear', 'nextYear', 'last', 'next'] as const

/** Splits at the first two colons: a value may hold more. Null when it is no filter. */
export function parseFilter(text: string): Filter | null {
  const [field, op, ...rest] = text.split(':')
  return field && op ? { field, op: op as FilterOp, value: rest.join(':') } : null
}

export const filterText = ({ field, op, value }: Filter) => `${field}:${op}:${needsValue(op) ? value : ''}`

/** The operators that every page knows; the others come with the texts of lists. */
const plain: FilterOp[] = ['is', 'not', 'contains', 'before', 'after', 'gte', 'lte', 'empty', 'notEmpty']
export const opKey = (op: FilterOp) => (plain.includes(op) ? `common:filter.ops.${op}` : `list:ops.${op}`) as 'common:filter.ops.is'
