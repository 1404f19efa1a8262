/** The wire of what people say is in their way, and of the answers. */
import type { Page } from './types'

export interface Feedback {
  id: string; path: string; screen: string; part: string; text: string; ownerName: string
  answer: string; answeredBy: string; answeredAt: string | null; createdAt: string; version: number; news: boolean
}
export interface FeedbackDraft { path: string; screen: string; part?: string; text: string }

export interface FeedbackRoutes {
  'POST /feedback': { body: FeedbackDraft; data: Feedback }
  'GET /feedback/mine': { data: { items: Feedback[] } }
  'GET /feedback/news': { data: { count: number } }
  'POST /feedback/seen': { data: void }
  'GET /feedback': { query: { filter?: string[]; cursor?: string }; data: Page<Feedback> }
  'POST /feedback/{id}/answer': { path: { id: string }; body: { version: number; answer: string }; data: Feedback }
}
