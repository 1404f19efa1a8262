/** The wire of one line that becomes an entry, a task and an amount. */
import type { Money } from './types'

export interface CaptureLine { text: string; aboutId?: string; dealId?: string }
export interface CaptureFound { kind: 'contact' | 'company'; id: string; name: string; detail: string }
/** A deal that gets an amount; a new one when it has no id. */
export interface CaptureDeal { id: string | null; name: string; value: Money; was: Money }
export type CapturePart = 'entry' | 'task' | 'deal'
/** What a line would write. `among` and `deals` are to choose from where it may mean several. */
export interface CapturePlan {
  about: CaptureFound | null; among: CaptureFound[]; deal: CaptureDeal | null; deals: CaptureDeal[]
  entry: { type: 'note' | 'call' | 'meeting' | 'email'; text: string; minutes: number; at: string | null } | null
  task: { title: string; dueAt: string | null; allDay: boolean } | null
  seen: string
}
export interface CaptureWritten { entryId: string | null; taskId: string | null; dealId: string | null; dealVersion: number }

export interface CaptureRoutes {
  'POST /capture/read': { body: CaptureLine; data: CapturePlan }
  'POST /capture': { body: CaptureLine & { seen: string; without?: CapturePart[] }; data: CaptureWritten }
}
