/** The wire of seats over time and of a server's licence: the part of `types.ts` about what a company may use. */
import type { Items, PlanCode, RoleCode, SeatKind } from './types'

/** More seats of a kind in use than there are. */
export interface SeatExcess { seats: number; since: string; daysLeft: number }
/** Somebody who never was a member. */
export interface Guest { email: string; name: string; role: 'freelancer' | 'technician' }
export type DayPassDraft = { day: string } & ({ memberId: string } | Guest)
export interface DayPass {
  id: string; /** Nobody's for a guest. */ memberId: string | null; name: string; role: RoleCode; day: string
  state: 'booked' | 'open' | 'over' | 'missed' | 'withdrawn'; noSeat: boolean
}
/** The most used of a kind of seat on a day; days on which nothing changed are left out. */
export interface SeatDay { day: string; kind: SeatKind; used: number; granted: number }
export interface UseDay { day: string; name: string; used: number; limit: number }
export interface LicenceFile {
  id: string; customer: string; kind: '' | 'subscription' | 'perpetual'; plan: PlanCode | ''; seats: Partial<Record<SeatKind, number>>
  maxTenants: number; expires: string | null; updatesUntil: string | null; installedAt: string; use: 'main' | 'added' | 'replaced' | 'invalid'
}
export interface ServerLicence {
  selfHosted: boolean; state: 'free' | 'licensed' | 'ending' | 'grace' | 'expired' | 'outdated' | 'not_begun'
  id: string; customer: string; until: string | null; clockBack: boolean; built: string | null; files: LicenceFile[]
}

export interface SeatRoutes {
  'POST /members/{id}/suspend': { path: { id: string }; data: void }
  'GET /day-passes': { data: Items<DayPass> }
  'POST /day-passes': { body: DayPassDraft; data: DayPass }
  'DELETE /day-passes/{id}': { path: { id: string }; data: void }
  'GET /seats/usage': { data: Items<SeatDay> }
  'GET /seats/history': { data: Blob }
  'GET /usage': { data: Items<UseDay> }
  'GET /licence': { data: ServerLicence }
}
