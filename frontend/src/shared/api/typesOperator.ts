/** The console of those who run the service, and what companies see of them, on the wire. */
import type { Items, Money, Page } from './types'

export type OperatorTenantState = 'trialing' | 'free' | 'active' | 'past_due' | 'grace' | 'suspended' | 'cancelled' | 'pending_purge' | 'purged' | 'locked'
/** Somebody of the service may look into a company until `endsAt`, unless it was ended before. */
export interface Support { id: string; operator: string; reason: string; createdAt: string; endsAt: string; endedAt: string | null }
/** One company in numbers; `slug` and `name` are empty once it is purged. */
export interface OperatorLine {
  id: string; slug: string; name: string; state: OperatorTenantState; plan: string; trialEndsAt: string | null; holdReason: string
  seatsUsed: number; seatsGranted: number; server: string; megabytes: number | null; schemaVersion: number; headVersion: number
  activeAt: string | null; signedUpAt: string | null; problem: '' | 'migration_failed' | 'held' | 'unserved'
}
export interface OperatorCompany extends OperatorLine {
  migrateError: string
  gifts: { kind: 'full' | 'light' | 'viewer'; seats: number; reason: string; endsAt: string }[]
  supports: Support[]
}
export interface OperatorOverview {
  states: { state: OperatorTenantState; count: number }[]
  revenue: { plan: string; monthly: Money; subscriptions: number; unknown: number }[]
  pool: { ready: number; wanted: number; filledAt: string | null; error: string }
  nodes: OperatorNode[]
  failedJobs: number
  auditedAt: string | null
  findings: string[]
  backups: { on: boolean; count: number; newest: string | null; restores: string | null; late: boolean; error: string }
}
/** One database server; of one that does not answer nothing is known of its jobs. */
export interface OperatorNode { name: string; open: boolean; up: boolean; companies: number; spares: number; waiting: number; failed: number }
export interface OperatorJob { id: number; node: number; server: string; name: string; company: string; error: string; attempt: number; failedAt: string }
export interface OperatorMe { name: string; language: string }
export interface OperatorSetup { email: string; name: string; language: string; secret: string; uri: string; qr: string }

/** Whether the parts of the program work. */
export interface Health { version: string; items: { code: 'database' | 'jobs' | 'mail' | 'stripe' | 'migrations' | 'isolation'; ok: boolean; detail: string; ms: number }[] }

interface Id { id: string }
export interface OperatorRoutes {
  'GET /health': { data: Health }
  'GET /support': { data: Items<Support> }
  'DELETE /support/{id}': { path: Id; data: void }
  'POST /operator/login': { body: { email: string; password: string; code: string }; data: OperatorMe }
  'POST /operator/logout': { data: void }
  'POST /operator/setup/look': { body: { token: string }; data: OperatorSetup }
  'POST /operator/setup': { body: { token: string; password: string; code: string }; data: OperatorMe }
  'GET /operator/me': { data: OperatorMe }
  'GET /operator/overview': { data: OperatorOverview }
  'GET /operator/tenants': { query?: { q?: string; state?: string; plan?: string; cursor?: string; limit?: number }; data: Page<OperatorLine> }
  'GET /operator/tenants/{id}': { path: Id; data: OperatorCompany }
  'POST /operator/tenants/{id}/hold': { path: Id; body: { state: 'suspended' | 'locked'; reason: string }; data: void }
  'POST /operator/tenants/{id}/release': { path: Id; data: void }
  'POST /operator/tenants/{id}/trial': { path: Id; body: { until: string }; data: void }
  'POST /operator/tenants/{id}/seats': { path: Id; body: { kind: string; seats: number; until: string; reason: string }; data: void }
  'POST /operator/tenants/{id}/retry': { path: Id; data: void }
  'POST /operator/tenants/{id}/support': { path: Id; body: { hours: number; reason: string }; data: { id: string; token: string; endsAt: string } }
  'DELETE /operator/tenants/{id}/support/{access}': { path: { id: string; access: string }; data: void }
  'GET /operator/jobs': { data: Items<OperatorJob> & { down: string[] } }
  'POST /operator/nodes/{node}/jobs/{id}/retry': { path: { node: string; id: string }; data: void }
  'POST /operator/pool/fill': { data: void }
}
