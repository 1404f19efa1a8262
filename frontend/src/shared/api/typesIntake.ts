/** The wire of intake addresses, at which leads come in by themselves. */
import type { Items } from './types'

/** `url` is public: it stands in web pages, and lets nobody do more than hand in a lead. */
export interface Intake { id: string; name: string; url: string; ownerId: string | null; ownerName: string; version: number; createdAt: string }

interface Id { id: string }
export interface IntakeRoutes {
  'GET /intakes': { data: Items<Intake> }
  'POST /intakes': { body: { name: string; ownerId?: string | null }; data: Intake }
  'PATCH /intakes/{id}': { path: Id; body: { name: string; ownerId?: string | null; version: number }; data: Intake }
  'POST /intakes/{id}/renew': { path: Id; body: { version: number }; data: Intake }
  'DELETE /intakes/{id}': { path: Id; data: void }
}
