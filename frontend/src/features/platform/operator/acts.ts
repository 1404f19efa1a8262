import { api } from '@/shared/api/client'
import type { OperatorCompany } from '@/shared/api/types'

export type Act = 'suspend' | 'lock' | 'release' | 'trial' | 'seats' | 'retry' | 'support'
export type ActField = 'reason' | 'until' | 'kind' | 'seats' | 'hours'

/** What each act asks for. */
export const fieldsOf: Record<Act, ActField[]> = { suspend: ['reason'], lock: ['reason'], release: [], trial: ['until'], seats: ['kind', 'seats', 'until', 'reason'], retry: [], support: ['hours', 'reason'] }

/** The acts that do something in the company's state. */
export function actsFor(c: OperatorCompany): Act[] {
  const held = c.holdReason !== ''
  const all: [Act, boolean][] = [
    ['suspend', !(held && c.state === 'suspended')], ['lock', !(held && c.state === 'locked')], ['release', held], ['trial', c.state === 'trialing'],
    ['seats', true], ['retry', c.problem === 'migration_failed' || c.schemaVersion < c.headVersion], ['support', c.state !== 'locked'],
  ]
  return all.filter(([, open]) => open).map(([act]) => act)
}

/** Does an act; the token of support is all that any of them answers. */
export async function perform(act: Act, id: string, values: Record<ActField, string>): Promise<{ token: string; endsAt: string } | undefined> {
  const path = { id }
  const { reason, until, kind } = values
  switch (act) {
    case 'suspend': return void (await api.post('/operator/tenants/{id}/hold', { path, body: { state: 'suspended', reason } }))
    case 'lock': return void (await api.post('/operator/tenants/{id}/hold', { path, body: { state: 'locked', reason } }))
    case 'release': return void (await api.post('/operator/tenants/{id}/release', { path }))
    case 'trial': return void (await api.post('/operator/tenants/{id}/trial', { path, body: { until } }))
    case 'seats': return void (await api.post('/operator/tenants/{id}/seats', { path, body: { kind, seats: Number(values.seats), until, reason } }))
    case 'retry': return void (await api.post('/operator/tenants/{id}/retry', { path }))
    case 'support': return api.post('/operator/tenants/{id}/support', { path, body: { hours: Number(values.hours), reason } })
  }
}
