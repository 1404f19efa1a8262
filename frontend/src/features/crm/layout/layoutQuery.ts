import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { RoleCode } from '@/shared/api/access'
import { api } from '@/shared/api/client'
import { isMade, ownFieldsQuery, ownKey } from '@/shared/api/fields'
import { ownRolesQuery } from '@/shared/api/roles'
import { objectsQuery } from '@/shared/api/objects'
import type { StandardObject } from '@/shared/api/typesField'
import type { LaidObject, LayoutSection, MadeLayout } from '@/shared/api/typesLayout'
import { roles } from '@/shared/lib/roles'

const standard: StandardObject[] = ['contact', 'company', 'deal']

/** The kinds of records that have layouts: the program's, and those that the company has made. */
export function useLaidObjects(): { code: LaidObject; name: string; id?: string }[] {
  const { t } = useTranslation('layout')
  const made = useQuery(objectsQuery()).data ?? []
  return [...standard.map((code) => ({ code, name: t(`object.${code}`) })), ...made.filter((o) => o.state === 'active').map((o) => ({ code: o.code, name: o.plural, id: o.id }))]
}

/** The layouts of a kind of records, for who changes them. */
export const setupQuery = (object: LaidObject) => queryOptions({ queryKey: ['/layouts', 'setup', object] as const, queryFn: ({ signal }) => api.get('/layouts', { query: { object }, signal }) })

/** The pipelines, as the page of deals knows them. */
export const pipelinesQuery = () => queryOptions({ queryKey: ['/pipelines'], staleTime: 5 * 60_000, queryFn: async ({ signal }) => (await api.get('/pipelines', { signal })).items })

/** A record as a role sees it, in a layout that may not be kept yet. */
export const asRoleQuery = (object: LaidObject, role: RoleCode, recordId: string, sections?: LayoutSection[]) => queryOptions({
  queryKey: ['/layouts', 'preview', object, role, recordId, sections] as const,
  queryFn: ({ signal }) => api.post('/layouts/preview', { body: { object, role, recordId, sections }, signal }),
  staleTime: 0,
})

/** Somewhere to begin: the record of a kind that was changed last. */
export const lastQuery = (object: StandardObject) => queryOptions({
  queryKey: [`/${paths[object]}`, 'last'] as const,
  queryFn: async ({ signal }) => (await api.get(`/${paths[object]}`, { query: { limit: 1, sort: '-updatedAt' }, signal })).items[0] ?? null,
})
/** The same of a kind that the company has made, by its id. */
export const lastMadeQuery = (id: string) => queryOptions({
  queryKey: ['/objects', id, 'last'] as const,
  queryFn: async ({ signal }) => (await api.get('/objects/{id}/records', { path: { id }, query: { limit: 1, sort: '-updatedAt' }, signal })).items[0] ?? null,
})

const paths = { contact: 'contacts', company: 'companies', deal: 'deals' } as const

/** What can be done with layouts; afterwards all that shows them is read again. */
export function useLayoutActs() {
  const client = useQueryClient()
  const after = async <T>(done: Promise<T>): Promise<T> => {
    try {
      return await done
    } finally {
      await client.invalidateQueries({ queryKey: ['/layouts'] })
    }
  }
  return {
    make: (object: LaidObject, role: RoleCode, pipelineId: string, sections: LayoutSection[]) => after(api.post('/layouts', { body: { object, ...(role ? { role } : {}), ...(pipelineId ? { pipelineId } : {}), sections } })),
    save: (layout: MadeLayout, sections: LayoutSection[]) => after(api.patch('/layouts/{id}', { path: { id: layout.id }, body: { version: layout.version, sections } })),
    reset: (layout: MadeLayout) => after(api.del('/layouts/{id}', { path: { id: layout.id }, query: { version: layout.version } })),
  }
}

/** All roles by code and name, the program's first. */
export function useRoleOptions(): { value: RoleCode; label: string }[] {
  const { t } = useTranslation('nav')
  const own = useQuery(ownRolesQuery()).data ?? []
  return [...roles.map((r) => ({ value: r as RoleCode, label: t(`nav:roles.${r}`) })), ...own.map((r) => ({ value: r.role, label: r.name }))]
}

/** Fields of deals whose words stand under another name. */
const others: Record<string, string> = { companyId: 'company', ownerId: 'owner' }
/** Fields that are several on a record. */
const several = ['channels', 'positions', 'consent']

/** What the fields of a kind of records are called. */
export function useFieldName(object: LaidObject): (key: string) => string {
  const { t } = useTranslation(['layout', 'contact', 'company', 'deal', 'object'])
  const { data = [] } = useQuery(ownFieldsQuery(object))
  return (key) => {
    const own = data.find((f) => ownKey(f.id) === key)
    if (own) return own.label
    if (isMade(object)) return t(key === 'ownerId' ? 'object:owner' : 'object:createdAt')
    if (several.includes(key)) return t(`layout:several.${key}`)
    return t(`${object}:field.${object === 'deal' ? (others[key] ?? key) : key}`)
  }
}
