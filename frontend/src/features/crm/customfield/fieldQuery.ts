import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { objectsQuery } from '@/shared/api/objects'
import type { FieldDraft, FieldObject, FieldState, FieldType, OwnField, StandardObject } from '@/shared/api/typesField'

const standard = ['contact', 'company', 'deal', 'task'] as const

/** The kinds of records that have fields: the program's, and those that the company has made. */
export function useObjects(): { code: FieldObject; name: string }[] {
  const { t } = useTranslation('field')
  const made = useQuery(objectsQuery()).data ?? []
  return [...standard.map((code) => ({ code, name: t(`object.${code}`) })), ...made.filter((o) => o.state === 'active').map((o) => ({ code: o.code, name: o.plural }))]
}

const types: FieldType[] = ['text', 'long', 'number', 'money', 'date', 'choice', 'choices', 'yesno', 'person', 'contact', 'company', 'deal', 'link', 'email', 'phone', 'file', 'formula', 'rollup']
/** Whether records of other kinds belong to these, so that they can be summed up. */
export const sumsUp = (object: FieldObject): object is StandardObject => object === 'contact' || object === 'company' || object === 'deal'

/** The types that fields of a kind of records can have. */
export const typesOf = (object: FieldObject) => types.filter((o) => (o !== 'rollup' || sumsUp(object)) && (o !== 'file' || object !== 'task'))

/** Types to which values of another can be brought, where all of them fit. */
export const convertible: FieldType[] = ['text', 'long', 'number', 'date', 'choice', 'choices', 'yesno', 'link', 'email', 'phone']

/** Types in which each record can have a value of its own. */
export const canBeUnique = (type: FieldType) => ['text', 'number', 'link', 'email', 'phone'].includes(type)
/** A record is there before its files, and tasks are made in one line. */
export const canBeRequired = (object: FieldObject, type: FieldType) => !['file', 'formula', 'rollup'].includes(type) && object !== 'task'
export const hasChoices = (type: FieldType) => type === 'choice' || type === 'choices'

/** All fields, archived ones too: for those who set them up. */
export const fieldsQuery = () => queryOptions({ queryKey: ['/fields', 'all'] as const, queryFn: async ({ signal }) => (await api.get('/fields', { signal })).items })

/** How many records have a value in a field. */
export const usesQuery = (id: string) => queryOptions({ queryKey: ['/fields', 'uses', id] as const, queryFn: ({ signal }) => api.get('/fields/{id}/uses', { path: { id }, signal }), staleTime: 0 })

/** What would become of the values of a field as another type. */
export const previewQuery = (id: string, type: FieldType) => queryOptions({ queryKey: ['/fields', 'preview', id, type] as const, queryFn: ({ signal }) => api.get('/fields/{id}/preview', { path: { id }, query: { type }, signal }), staleTime: 0 })

/** What a formula would be. */
export const trialQuery = (object: FieldObject, formula: string, decimals: number, field: string | undefined) => queryOptions({
  queryKey: ['/fields', 'formula', object, formula, decimals, field] as const,
  queryFn: ({ signal }) => api.post('/fields/formula', { body: { object, formula, decimals, ...(field ? { field } : {}) }, signal }), staleTime: 0, retry: false,
})

/** What can be done with fields; afterwards all that shows them is read again. */
export function useFieldActs() {
  const client = useQueryClient()
  const after = async <T>(done: Promise<T>): Promise<T> => {
    try {
      return await done
    } finally {
      await client.invalidateQueries({ queryKey: ['/fields'] })
    }
  }
  return {
    add: (object: FieldObject, type: FieldType, draft: FieldDraft & { label: string }) => after(api.post('/fields', { body: { object, type, ...draft } })),
    change: (field: OwnField, draft: FieldDraft & { state?: FieldState }) => after(api.patch('/fields/{id}', { path: { id: field.id }, body: { version: field.version, ...draft } })),
    order: (object: FieldObject, ids: string[]) => after(api.put('/fields/order', { body: { object, ids } })),
    remove: (field: OwnField) => after(api.del('/fields/{id}', { path: { id: field.id } })),
    restore: (field: OwnField) => after(api.post('/fields/{id}/restore', { path: { id: field.id } })),
    convert: (field: OwnField, type: FieldType) => after(api.post('/fields/{id}/convert', { path: { id: field.id }, body: { version: field.version, type } })),
  }
}
