/** A filter as the API and the address write it: `field:op:value`. */
export interface Filter { field: string; op: FilterOp; value: string }
export type FilterOp = 'is' | 'not' | 'contains' | 'before' | 'after' | 'gte' | 'lte' | 'empty' | 'notEmpty'
export type FilterKind = 'text' | 'date' | 'choice' | 'person' | 'company' | 'money' | 'number'

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
  text: ['is', 'not', 'contains', 'empty', 'notEmpty'],
  date: ['before', 'after', 'is', 'empty', 'notEmpty'],
  choice: ['is', 'not', 'empty', 'notEmpty'],
  person: ['is', 'not', 'empty', 'notEmpty'],
  company: ['is', 'not', 'empty', 'notEmpty'],
  money: ['gte', 'lte'],
  number: ['is', 'gte', 'lte', 'empty', 'notEmpty'],
}

/** The conditions a field offers. */
export const opsOf = (field: FilterField): FilterOp[] => field.ops ?? opsFor[field.kind]

export const needsValue = (op: FilterOp) => op !== 'empty' && op !== 'notEmpty'

/** Splits at the first two colons: a value may hold more. Null when it is no filter. */
export function parseFilter(text: string): Filter | null {
  const [field, op, ...rest] = text.split(':')
  return field && op ? { field, op: op as FilterOp, value: rest.join(':') } : null
}

export const filterText = ({ field, op, value }: Filter) => `${field}:${op}:${needsValue(op) ? value : ''}`
