import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api } from './client'
import { currentCompany, currentSession } from './session'
import type { Action, Mask, Me, PermissionObject, TenantState } from './types'

/** `/me` of the company in this tab; the key carries the slug, so a switch never shows the other's rights. */
export const meQuery = (slug = currentCompany()) => queryOptions({
  queryKey: ['me', slug],
  queryFn: ({ signal }) => api.get('/me', { signal }),
  staleTime: 60_000,
})

/** The person, company, membership and rights. Only inside a company's pages (the route has loaded it). */
export function useMe(): Me {
  return useSuspenseQuery(meQuery()).data
}

/** The same, where nobody may be logged in. */
export function useMaybeMe(): Me | undefined {
  return useQuery({ ...meQuery(), enabled: currentSession()?.tenant != null }).data
}

/** The states in which a company can only be read. */
const readOnly: TenantState[] = ['suspended', 'cancelled', 'pending_purge']

/** What is changed even then: what is paid, whether the company is kept, and who is in it, where nobody comes in. */
const open: PermissionObject[] = ['billing', 'tenant', 'member']

/** Whether nothing in the company can be changed until it is paid for. */
export const isReadOnly = (me: Me) => readOnly.includes(me.tenant.state)

/** Whether the role grants the action on at least some records, and the company's state allows it. The server decides all the same. */
export function can(me: Me | undefined, object: PermissionObject, action: Action): boolean {
  if (me?.permissions[object]?.[action] === undefined) return false
  return action === 'read' || action === 'export' || !isReadOnly(me) || (open.includes(object) && action !== 'create')
}

/** `can` for the person at the screen. */
export function useCan(): (object: PermissionObject, action: Action) => boolean {
  const me = useMaybeMe()
  return (object, action) => can(me, object, action)
}

/** How far a field is closed to the person at the screen; nothing when it is open. */
export function useMask(): (object: string, field: string) => Mask | undefined {
  const me = useMaybeMe()
  return (object, field) => me?.fields?.[object]?.[field]
}

/** Fields that are closed together, under the name that roles know. */
const whole: Record<string, string> = { street: 'address', postcode: 'address', city: 'address', country: 'address', companySince: 'positions', consentEmail: 'consent', consentPhone: 'consent', tag: 'tags', kind: 'kinds' }

/** Which fields of an object the person at the screen sees, may look for, and may fill in: for columns, filters and forms. */
export function useOpenFields(object: string): { sees: (field: string) => boolean; finds: (field: string) => boolean; fills: (field: string) => boolean } {
  const closed = useMaybeMe()?.fields?.[object]
  return useMemo(() => {
    const mask = (field: string) => closed?.[whole[field] ?? field]
    const blind = (field: string) => mask(field) === 'hide' || mask(field) === 'mask'
    return { sees: (field) => mask(field) !== 'hide', finds: (field) => !blind(field), fills: (field) => mask(field) === undefined }
  }, [closed])
}
