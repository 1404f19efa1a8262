/**
 * The wire, as the API describes it: the records and, in `Routes`, what each address takes and answers.
 * Money is in integer minor units, times are RFC 3339 UTC, days are YYYY-MM-DD.
 */
import type { AttachmentRoutes } from './typesAttachment'
import type { CaptureRoutes } from './typesCapture'
import type { FeedbackRoutes } from './typesFeedback'
import type { Bill, Billing, Order, Quote } from './typesBilling'
import type { FieldRoutes, OwnValues } from './typesField'
import type { Import, ImportChange } from './typesImport'
import type { IntakeRoutes } from './typesIntake'
import type { OperatorRoutes } from './typesOperator'
import type { PipelineRoutes, UsedPipeline } from './typesPipeline'
import type { IdentityRoutes } from './typesIdentity'
import type { ReachRoutes, Via } from './typesReach'
import type { Company, CompanyDraft, Contact, ContactDraft, Owned, PeopleRoutes, Stamped } from './typesPeople'
import type { SearchRoutes } from './typesSearch'
import type { SeatExcess, SeatRoutes } from './typesSeat'
import type { Mention, Mentioning, WorkRoutes } from './typesWork'
import type { ViewRoutes } from './typesView'
export type * from './typesAttachment'
export type * from './typesImport'
export type * from './typesBilling'
export type * from './typesOperator'
export type * from './typesIdentity'
export type * from './typesPeople'
export type * from './typesWork'
import type { AccessRoutes, Mask, RoleCode } from './access'
export type * from './access'
export type Language = 'en' | 'hi' | 'pl' | 'fil' | 'ru'
export type Role = 'owner' | 'admin' | 'manager' | 'employee' | 'freelancer' | 'technician' | 'viewer'
export type SeatKind = 'full' | 'light' | 'viewer'
export type Scope = 'all' | 'team' | 'own' | 'assigned'
export type Action = 'read' | 'create' | 'update' | 'delete' | 'export'
export type PermissionObject =
  | 'contact' | 'company' | 'deal' | 'task' | 'activity' | 'pipeline' | 'import' | 'report' | 'member' | 'seat' | 'team'
  | 'object_record' | 'role' | 'share' | 'audit' | 'billing' | 'tenant' | 'health' | 'session' | 'search' | 'changeset' | 'view' | 'privacy' | 'archive'
export type RecordKind = 'contact' | 'company' | 'deal' | 'object_record'
export type PlanCode = 'free' | 'starter' | 'business' | 'enterprise'
export type Interval = 'month' | 'year'
export interface Money { amount: number; currency: string }
export interface Ref { kind: RecordKind; id: string; name: string }
export interface Page<T> { items: T[]; next: string | null }
export interface Items<T> { items: T[] }
export interface Count { count: number }

export interface ProblemField { field: string; code: string; detail: string }
export interface Problem {
  type: string; title: string; status: number; code: string; detail: string; requestId?: string
  errors?: ProblemField[]; params?: Record<string, unknown>
}

// — people and companies of the platform
export interface User { id: string; name: string; email: string; language: Language }
export interface Session {
  accessToken: string; expiresIn: number; lasts: number; user: User; bound: boolean
  tenant: { slug: string; name: string } | null
  tenants: { slug: string; name: string; role: Role }[]; suspended: { slug: string; name: string }[]
}
export interface Me {
  user: User & { timezone: string }
  tenant: { slug: string; name: string; language: Language; currency: string; timezone: string; state: TenantState; trialEndsAt: string | null; plan: PlanCode }
  member: { id: string; role: Role; roleName: string; seatKind: SeatKind; endsOn: string | null; due: '' | 'second_factor' | 'password' }
  permissions: Partial<Record<PermissionObject, Partial<Record<Action, Scope>>>>
  fields: Record<string, Record<string, Mask>>
  features: string[]; limits: Record<string, number | null>; selfHosted: boolean
  /** By limit: how much is used, up to what can be added, and the plan that has more (empty: none). */
  use: Record<string, { used: number; most: number; plan: PlanCode | '' }>
  /** By feature that is missing: the smallest plan that has it. */
  plans: Record<string, PlanCode>
}
export type TenantState = BillingState
export interface MySession { id: string; current: boolean; createdAt: string; lastSeenAt: string; ip: string; country: string; device: string; method: 'password' | 'second_factor' | 'passkey' | 'sso' }
export interface FirstSteps { items: { code: string; done: boolean }[]; dismissed: boolean }
export interface PasswordCheck { ok: boolean; score: number; reasons: string[] }
export interface Plan {
  code: PlanCode; name: string; features: string[]; limits: Record<string, number | null>
  prices: { kind: SeatKind; interval: Interval; amount: Money }[]
}
export interface InvitationLook { tenantName: string; role: Role; roleName: string; email: string; inviterName: string; endsOn: string | null; needsPassword: boolean; known: boolean }
export interface Member {
  id: string; userId: string; name: string; email: string; role: Role; seatKind: SeatKind
  state: 'active' | 'suspended' | 'removed'; endsOn: string | null; lastSeenAt: string | null; you: boolean
}
export interface Seat { kind: SeatKind; licensed: number; used: number; scheduled: number | null; price: Money; interval: Interval; excess: SeatExcess | null }
export interface Invitation {
  id: string; email: string; name: string; role: Role; ownRole: string | null; seatKind: SeatKind; endsOn: string | null
  state: 'pending' | 'accepted' | 'expired' | 'withdrawn'; createdAt: string; expiresAt: string; inviterName: string
}
export interface Colleague { userId: string; name: string; role: Role }
export interface Team { id: string; name: string; parentId: string | null; version: number; members: { userId: string; name: string; manager: boolean }[] }
export interface Share { id: string; userId: string | null; teamId: string | null; name: string; endsOn: string | null }
export interface Tenant { name: string; slug: string; language: Language; currency: string; timezone: string; version: number }

// — billing
export type BillingState = 'trialing' | 'free' | 'active' | 'past_due' | 'grace' | 'suspended' | 'cancelled' | 'pending_purge'
export interface WaitingLead { id: string; name: string; email: string; phone: string; source: string; problem: string; receivedAt: string }

// — customer records
export interface Stage { id: string; name: string; position: number; probability: number; kind: 'open' | 'won' | 'lost'; closed: boolean; exitRule?: string; rotDays?: number; gate?: string[] }
export interface Pipeline { id: string; name: string; mode?: 'b2b' | 'b2c'; stages: Stage[]; position?: number; version?: number }
export type DealContactRole = 'decider' | 'champion' | 'influencer' | 'user' | 'blocker' | 'buyer' | 'legal' | 'other'
export interface DealContact { contactId: string; name: string; role: DealContactRole }
export interface Deal extends Stamped, Owned, OwnValues {
  name: string; pipelineId: string; stageId: string; stageName: string; status: 'open' | 'won' | 'lost'; value: Money
  expectedOn: string | null; lostReason: string | null; companyId: string | null; companyName: string | null
  contacts?: DealContact[]; nextTask?: { id: string; title: string; dueAt: string | null } | null; lacks?: string[]; rotting?: boolean
  stageSince: string; closedAt: string | null
}
export interface DealDraft {
  name?: string; stageId?: string; value?: Money; expectedOn?: string | null; companyId?: string | null; ownerId?: string | null
  contacts?: { contactId: string; role: DealContactRole }[]
}
export interface DealMove { stageId: string; beforeId?: string | null; afterId?: string; lostReason?: string; version: number; value?: Money; expectedOn?: string; companyId?: string; contacts?: { contactId: string; role: DealContactRole }[]; custom?: OwnValues['custom'] }
export interface StageStep { id: string; fromStage: string | null; toStage: string; at: string; byName: string; seconds: number | null }
export interface BoardColumn { stageId: string; count: number; sums: Money[]; items: Deal[]; next: string | null }
export interface Board { pipeline: Pipeline; columns: BoardColumn[] }
export type UserActivityType = 'note' | 'call' | 'meeting' | 'email'
export type ActivityType = UserActivityType
  | 'created' | 'updated' | 'deleted' | 'restored' | 'stage_changed' | 'won' | 'lost' | 'reopened' | 'task_created' | 'task_done' | 'imported' | 'shared'
  | 'file_added' | 'file_removed' | 'file_restored' | 'merged' | 'merged_away' | 'unmerged'
export interface Change { field: string; from: unknown; to: unknown; label?: string; as?: string }
export interface Activity {
  id: string; type: ActivityType; at: string; actorId: string | null; actorName: string | null; about: Ref; related: Ref[]
  text: string | null; minutes: number | null; data: { from?: string; to?: string; reason?: string; with?: string; name?: string; file?: string; changes?: Change[]; outcome?: string; via?: Via } | null; mentions: Mention[]; pinned: boolean; editable: boolean; version: number
}
/** `pinned` comes with the first page of all types; its entries are in `items` as well. */
export interface TimelinePage extends Page<Activity> { pinned: Activity[] }
export interface ActivityDraft { type: UserActivityType; about: { kind: RecordKind; id: string }; text?: string; minutes?: number; at?: string; mentions?: Mentioning[] }
export interface Dashboard {
  currency: string; month: string
  openByStage: { stageId: string; stage: string; pipeline: string; count: number; sums: Money[] }[]
  wonThisMonth: { count: number; sums: Money[]; byDay: { day: string; count: number; sums: Money[] }[] }
  lostThisMonth?: { reason: string; count: number }[]
  activitiesByPerson: { userId: string; name: string; calls: number; meetings: number; emails: number; notes: number; tasksDone: number }[]
}
export interface AuditEntry { id: string; at: string; actorId: string | null; actorName: string | null; action: string; kind: string; recordId: string; recordName: string | null; changes: Change[] }

/** What a list takes: text, order (`name`, `-name`), filters (`field:op:value`), where to go on. */
export interface ListQuery { q?: string; sort?: string; filter?: string[]; where?: string; custom?: string; cursor?: string; limit?: number }
type CountQuery = Pick<ListQuery, 'q' | 'filter' | 'where'>
export type Id = { id: string }
type Patch<T> = T & { version: number }
/** The routes every record kind has. */
export type RecordRoutes<P extends string, T, D> = {
  [K in `GET ${P}`]: { query?: ListQuery; data: Page<T> }
} & { [K in `GET ${P}/count`]: { query?: CountQuery; data: Count } }
  & { [K in `GET ${P}/export`]: { query?: ListQuery; data: Blob } }
  & { [K in `POST ${P}`]: { body: D; data: T } }
  & { [K in `GET ${P}/{id}`]: { path: Id; data: T } }
  & { [K in `PATCH ${P}/{id}`]: { path: Id; body: Patch<D>; data: T } }
  & { [K in `DELETE ${P}/{id}`]: { path: Id; data: void } }
  & { [K in `POST ${P}/{id}/restore`]: { path: Id; data: T } }

/** Every route: `METHOD /path` to what it takes and answers. */
export type Routes = SearchRoutes & SeatRoutes & PeopleRoutes & IdentityRoutes & AccessRoutes & AttachmentRoutes & CaptureRoutes & FieldRoutes & FeedbackRoutes & ReachRoutes & IntakeRoutes & PipelineRoutes & OperatorRoutes & RecordRoutes<'/contacts', Contact, ContactDraft> & RecordRoutes<'/companies', Company, CompanyDraft>
  & RecordRoutes<'/deals', Deal, DealDraft> & WorkRoutes & ViewRoutes & {
  'GET /plans': { data: Items<Plan> }
  'POST /passwords/check': { body: { password: string; email?: string; name?: string; company?: string }; data: PasswordCheck }
  'POST /signups': { body: { company: string; name: string; email: string; password: string; language: Language; currency: string; timezone: string }; data: unknown }
  'POST /signups/confirm': { body: { token: string }; data: Session }
  'POST /auth/login': { body: { email: string; password: string }; data: Session }
  'POST /auth/refresh': { body: { tenant?: string }; data: Session }
  'POST /auth/logout': { data: void }
  'POST /auth/forgot': { body: { email: string }; data: unknown }
  'POST /auth/reset': { body: { token: string; password: string }; data: void }
  'POST /invitations/look': { body: { token: string }; data: InvitationLook }
  'POST /invitations/accept': { body: { token: string; name?: string; password?: string }; data: Session }

  'GET /me': { data: Me }
  'PATCH /me': { body: { name?: string; language?: Language; timezone?: string }; data: Me }
  'POST /me/password': { body: { current: string; password: string }; data: void }
  'GET /me/sessions': { data: Items<MySession> }
  'DELETE /me/sessions/{id}': { path: Id; data: void }
  'POST /me/sessions/end-others': { data: void }
  'GET /first-steps': { data: FirstSteps }
  'POST /first-steps/dismiss': { data: void }

  'GET /members': { data: Items<Member> }
  'PATCH /members/{id}': { path: Id; body: { endsOn?: string | null }; data: Member }
  'DELETE /members/{id}': { path: Id; data: void }
  'POST /members/{id}/restore': { path: Id; data: Member }
  'GET /seats': { data: Items<Seat> }
  'GET /invitations': { data: Items<Invitation> }
  'POST /invitations': { body: { email: string; name: string; role: RoleCode; endsOn?: string | null }; data: Invitation }
  'POST /invitations/{id}/resend': { path: Id; data: Invitation }
  'DELETE /invitations/{id}': { path: Id; data: void }
  'GET /colleagues': { data: Items<Colleague> }
  'GET /teams': { data: Items<Team> }
  'POST /teams': { body: { name: string; parentId?: string | null; members?: { userId: string; manager: boolean }[] }; data: Team }
  'PATCH /teams/{id}': { path: Id; body: Patch<{ name?: string; parentId?: string | null; members?: { userId: string; manager: boolean }[] }>; data: Team }
  'DELETE /teams/{id}': { path: Id; data: void }
  'GET /shares': { query: { kind: RecordKind; id: string }; data: Items<Share> }
  'POST /shares': { body: { kind: RecordKind; id: string; userId?: string; teamId?: string; endsOn?: string | null }; data: Share }
  'DELETE /shares/{id}': { path: Id; data: void }

  'GET /pipelines': { data: Items<UsedPipeline> }
  'POST /deals/{id}/move': { path: Id; body: DealMove; data: Deal }
  'PUT /deals/{id}/contacts': { path: Id; body: { items: { contactId: string; role: DealContactRole }[] }; data: Deal }
  'GET /deals/{id}/history': { path: Id; data: Items<StageStep> }
  'GET /board': { query: { pipelineId?: string; q?: string; filter?: string[]; where?: string }; data: Board }
  'GET /board/{stageId}': { path: { stageId: string }; query: { cursor?: string; q?: string; filter?: string[]; where?: string }; data: Page<Deal> }
  'GET /timeline': { query: { kind: RecordKind; id: string; types?: string; mine?: boolean; cursor?: string }; data: TimelinePage }
  'POST /activities': { body: ActivityDraft; data: Activity }
  'PATCH /activities/{id}': { path: Id; body: Patch<{ text?: string; minutes?: number; pinned?: boolean; mentions?: Mentioning[] }>; data: Activity }
  'DELETE /activities/{id}': { path: Id; data: void }
  'POST /activities/{id}/restore': { path: Id; data: Activity }
  'GET /dashboard': { data: Dashboard }

  'POST /imports': { query: { fileName: string }; body: Blob; data: Import }
  'GET /imports': { query?: ListQuery; data: Page<Import> }
  'GET /imports/{id}': { path: Id; data: Import }
  'PATCH /imports/{id}': { path: Id; body: ImportChange; data: Import }
  'POST /imports/{id}/start': { path: Id; data: Import }
  'POST /imports/{id}/pause': { path: Id; data: Import }; 'POST /imports/{id}/resume': { path: Id; data: Import }; 'POST /imports/{id}/cancel': { path: Id; data: Import }
  'GET /imports/{id}/errors': { path: Id; data: Blob }

  'GET /audit': { query?: { cursor?: string; kind?: string; actor?: string; q?: string }; data: Page<AuditEntry> }
  'GET /tenant': { data: Tenant }
  'PATCH /tenant': { body: Partial<Tenant> & { version: number }; data: Tenant }
  'GET /billing': { data: Billing }
  'GET /billing/invoices': { data: { items: Bill[] } }
  'POST /billing/refresh': { data: Billing }
  'POST /billing/plan': { body: Order; data: Billing }
  'GET /overflow': { data: { items: WaitingLead[]; total: number; expiring: number; expired: number } }
  'POST /overflow/admit': { data: { left: number } }
  'DELETE /overflow/{id}': { path: Id; data: void }
  'POST /billing/quote': { body: Order; data: Quote }
  'POST /billing/checkout': { body: Order; data: { url: string } }
  'POST /billing/return': { body: { sessionId: string }; data: Billing }
  'POST /billing/seats': { body: { full: number; light: number }; data: Billing }
  'POST /billing/cancel': { data: Billing }
  'POST /billing/resume': { data: Billing }
  'POST /billing/portal': { data: { url: string } }
}
