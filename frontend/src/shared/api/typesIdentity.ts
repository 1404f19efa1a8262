/** The wire of log-in and its safety: the part of `types.ts` about who somebody is. */
import type { Items, Role, Session } from './types'
import type { SsoRoutes } from './typesSso'

interface Id { id: string }

export interface SecondFactor { app: boolean; recoveryLeft: number; devices: RememberedDevice[] }
export interface RememberedDevice { id: string; device: string; ip: string; country: string; createdAt: string; lastSeenAt: string; expiresAt: string }
export interface SecondFactorSetup { secret: string; uri: string; qr: string }
export interface Passkey { id: string; name: string; createdAt: string; lastUsedAt: string | null }
export interface SecurityPolicy {
  minLength: number; noReuse: number; maxAgeDays: number; idleMinutes: number; sessionHours: number
  secondFactor: 'optional' | 'admins' | 'everybody'; networks: Partial<Record<Role, string[]>>; version: number
}
export interface SecurityCheck { code: string; ok: boolean; who: string[] }
export interface ApiKey {
  id: string; name: string; prefix: string; scopes: string[]; perMinute: number; createdAt: string
  expiresAt: string | null; lastUsedAt: string | null; lastUsedIp: string
}
export interface AuditReport {
  at: string; ok: boolean
  parts: { part: 'company' | 'platform'; entries: number; older: number; ok: boolean; broken: number; reason: '' | 'changed' | 'missing' | 'cut' }[]
}
interface AuditFilter { kind?: string; actor?: string; q?: string }
interface PasskeyAsked { ticket: string; options: unknown }
interface PasskeyAnswer { ticket: string; credential: Record<string, unknown> }

/** The routes of log-in beyond the password. */
export interface IdentityRoutes extends SsoRoutes {
  'POST /me/email': { body: { email: string }; data: void }
  'POST /auth/email/confirm': { body: { token: string }; data: void }
  'POST /auth/email/stop': { body: { token: string }; data: void }
  'GET /security-policy': { data: SecurityPolicy }
  'PUT /security-policy': { body: SecurityPolicy; data: SecurityPolicy }
  'GET /security-checklist': { data: Items<SecurityCheck> }
  'GET /api-keys': { data: Items<ApiKey> & { scopes: string[] } }
  'POST /api-keys': { body: { name: string; scopes: string[]; perMinute?: number; expiresAt?: string | null }; data: { key: ApiKey; token: string } }
  'DELETE /api-keys/{id}': { path: Id; data: void }
  'GET /audit/export': { query: AuditFilter & { format: 'csv' | 'json' }; data: Blob }
  'POST /audit/verify': { data: AuditReport }
  'POST /auth/second-factor': { body: { ticket: string; code: string; remember?: boolean }; data: Session }
  'POST /auth/passkey/begin': { data: PasskeyAsked }
  'POST /auth/passkey': { body: PasskeyAnswer; data: Session }
  'POST /me/prove': { body: { password?: string; code?: string }; data: void }
  'POST /me/prove/passkey': { body: PasskeyAnswer; data: void }
  'GET /me/second-factor': { data: SecondFactor }
  'POST /me/second-factor/begin': { data: SecondFactorSetup }
  'POST /me/second-factor/confirm': { body: { code: string }; data: { codes: string[] } }
  'POST /me/second-factor/recovery-codes': { data: { codes: string[] } }
  'DELETE /me/second-factor': { data: void }
  'DELETE /me/devices/{id}': { path: Id; data: void }
  'GET /me/passkeys': { data: Items<Passkey> }
  'POST /me/passkeys/begin': { data: PasskeyAsked }
  'POST /me/passkeys': { body: PasskeyAnswer & { name: string }; data: Passkey }
  'PATCH /me/passkeys/{id}': { path: Id; body: { name: string }; data: Passkey }
  'DELETE /me/passkeys/{id}': { path: Id; data: void }
}
