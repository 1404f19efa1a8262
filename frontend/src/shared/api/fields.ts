import { queryOptions } from '@tanstack/react-query'
import { api } from './client'
import type { BulkKind } from './typesBulk'
import type { FieldObject } from './typesField'

/** Whether the company has made these records itself. */
export const isMade = (object: FieldObject): object is `o${string}` => !['contact', 'company', 'deal', 'task'].includes(object)

type BuiltIn = Exclude<FieldObject, `o${string}`>

/** Under which name roles know such records. */
export const kindOf = (object: FieldObject): BulkKind => (isMade(object) ? 'object_record' : (object as BuiltIn))

/** The company's own fields of one kind of records, as far as the person may know of them. */
export const ownFieldsQuery = (object: FieldObject) => queryOptions({
  queryKey: ['/fields', object] as const,
  queryFn: async ({ signal }) => (await (isMade(object) ? api.get('/fields/object_record', { query: { object }, signal }) : api.get(`/fields/${object as BuiltIn}`, { signal }))).items,
  staleTime: 60_000,
})

/** A field's name wherever fields have names: in filters, sorts, rights and refusals. */
export const ownKey = (id: string) => `custom.${id}`
