/** The wire of a company's single sign-on. */
import type { Role, Session } from './types'

export type SsoState = 'off' | 'on' | 'required'
export interface SsoRule { value: string; role: Role }
export interface SsoDomain { id: string; domain: string; provenAt: string | null; record: string; file: string; text: string }
export interface Sso {
  setUp: boolean; issuer: string; clientId: string; claim: string; rules: SsoRule[]; defaultRole: Role | ''
  state: SsoState; triedAt: string | null; version: number; redirectUri: string; domains: SsoDomain[]; owners: string[]
}
export interface SsoDraft { issuer: string; clientId: string; clientSecret?: string; claim: string; rules: SsoRule[]; defaultRole: Role | ''; version: number }
export interface SsoDoor { slug: string; company: string; required: boolean }
export interface SsoTrial { ok: boolean; email: string; verified: boolean; proven: boolean; values: string[]; role: Role | '' }
/** What a browser brings back from the provider. */
export interface SsoReturn { state: string; code?: string; iss?: string; error?: string }

export interface SsoRoutes {
  'GET /sso': { data: Sso }
  'PUT /sso': { body: SsoDraft; data: Sso }
  'DELETE /sso': { data: void }
  'PUT /sso/state': { body: { state: SsoState; version: number }; data: Sso }
  'POST /sso/domains': { body: { domain: string }; data: SsoDomain }
  'POST /sso/domains/{id}/prove': { path: { id: string }; data: SsoDomain }
  'DELETE /sso/domains/{id}': { path: { id: string }; data: void }
  'POST /sso/try': { data: { url: string } }
  'POST /sso/tried': { body: SsoReturn; data: SsoTrial }
  'POST /auth/sso/look': { body: { domain: string }; data: SsoDoor }
  'POST /auth/sso/begin': { body: { slug: string; email?: string; again?: boolean }; data: { url: string } }
  'POST /auth/sso/finish': { body: SsoReturn; data: Session }
}
