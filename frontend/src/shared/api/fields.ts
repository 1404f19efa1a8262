import { queryOptions } from '@tanstack/react-query'
import { api } from './client'
import type { FieldObject } from './typesField'

/** The company's own fields of one kind of records, as far as the person may know of them. */
export const ownFieldsQuery = (object: FieldObject) => queryOptions({
  queryKey: ['/fields', object] as const,
  queryFn: async ({ signal }) => (await api.get(`/fields/${object}`, { signal })).items,
  staleTime: 60_000,
})

/** A field's name wherever fields have names: in filters, sorts, rights and refusals. */
export const ownKey = (id: string) => `custom.${id}`
