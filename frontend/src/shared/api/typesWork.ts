/** The wire of tasks: what is to be done, when, and again. */
import type { ExportNotice } from './typesExport'
import type { OwnValues } from './typesField'
import type { Count, Deal, Id, Items, ListQuery, Page, RecordKind, RecordRoutes, Ref, Stamped } from './types'

export const taskKinds = ['todo', 'call', 'meeting'] as const
export type TaskKind = (typeof taskKinds)[number]
interface Plan { kind: TaskKind; minutes: number | null; remindBefore: number | null; repeat: string }
export interface Task extends Stamped, Plan, OwnValues {
  title: string; note: string | null; dueAt: string | null; allDay: boolean; doneAt: string | null; snoozedUntil: string | null
  assigneeId: string | null; assigneeName: string | null; about: Ref | null
  /** Of a repeated task, the one that came after it. */
  nextId: string | null
  /** In the answer to done: the open deal that it was about has no other open task. */
  needsStep: boolean
}
export interface TaskDraft extends Partial<Plan> {
  title?: string; note?: string | null; dueAt?: string | null; allDay?: boolean; assigneeId?: string | null; about?: { kind: RecordKind; id: string } | null
  /** Only this one of a repeated task. */
  only?: boolean
  custom?: OwnValues['custom']
}
export interface Today {
  overdue: Task[]; today: Task[]; upcoming: Task[]; dealsWithoutTask: Deal[]; rottingDeals?: Deal[]
  /** What was put off. */
  later: Task[]
  counts: { overdue: number; today: number; upcoming: number; dealsWithoutTask: number; rottingDeals?: number }
}

/** What somebody chose for themselves in one company; hours are of their clock, -1 is never. */
export interface Preference { mail: boolean; digestHour: number; quietFrom: number; quietTo: number; lateDays: number; feedAt: string | null }
export interface Busy { title: string; from: string; to: string; allDay: boolean }
export interface CalendarPage {
  tasks: Task[]
  /** When repeated tasks will come again; they are no tasks yet. */
  ahead: { taskId: string; title: string; at: string; allDay: boolean }[]
  deals: { id: string; name: string; expectedOn: string }[]
  /** Whole days are midnights in UTC. */
  busy: Busy[]
}
/** A calendar of another program beside the own. */
export interface OtherCalendar { id: string; name: string; host: string; times: number; problem: '' | 'unreachable' | 'inside' | 'refused' | 'unreadable' | 'too_long'; fetchedAt: string | null }
/** A colleague whom a text names, after an @: by the label there, by the name they have now. */
export interface Mentioning { userId: string; label: string }
export interface Mention extends Mentioning { name: string; here: boolean }
export type Notice = { kind: 'due' | 'late' | 'team'; at: string; task: Task } | { kind: 'mention'; at: string; mention: MentionNotice } | { kind: 'export'; at: string; export: ExportNotice } | { kind: 'retention'; at: string; count: number } | { kind: 'archive'; at: string; count: number }
/** A note that names one: who wrote what, about which record. */
export interface MentionNotice { activityId: string; by: string; text: string; kind: RecordKind; id: string; name: string }

type TaskQuery = ListQuery & { status?: 'open' | 'done' | 'overdue' | 'all'; about?: string }
export type WorkRoutes = Omit<RecordRoutes<'/tasks', Task, TaskDraft>, 'GET /tasks' | 'GET /tasks/count' | 'GET /tasks/export' | 'DELETE /tasks/{id}'> & {
  'GET /tasks': { query?: TaskQuery; data: Page<Task> }
  'GET /tasks/count': { query?: TaskQuery; data: Count }
  'DELETE /tasks/{id}': { path: Id; query?: { only?: boolean }; data: void }
  'POST /tasks/{id}/done': { path: Id; data: Task }
  'POST /tasks/{id}/reopen': { path: Id; data: Task }
  'POST /tasks/{id}/snooze': { path: Id; body: { until: string | null }; data: Task }
  'GET /today': { data: Today }
  'GET /notices': { data: { items: Notice[]; unread: number } }
  'POST /notices/seen': { data: void }
  'GET /calendar': { query: { from: string; to: string; person?: string; deals?: boolean }; data: CalendarPage }
  'GET /calendars': { data: Items<OtherCalendar> }
  'POST /calendars': { body: { name: string; url: string }; data: OtherCalendar }
  'POST /calendars/import': { query: { name: string }; body: Blob; data: OtherCalendar }
  'DELETE /calendars/{id}': { path: Id; data: void }
  'POST /me/calendar-feed': { data: { url: string } }
  'DELETE /me/calendar-feed': { data: void }
  'GET /me/preferences': { data: Preference }
  'PATCH /me/preferences': { body: Partial<Preference>; data: Preference }
  'POST /digest/stop': { body: { token: string }; data: void }
}
