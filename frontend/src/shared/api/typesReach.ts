/** The wire of what Kith carries for people: mails to contacts and companies, also where only a part of an address is seen. */

/** How something stands that Kith does for somebody, as its entry on the timeline tells. */
export interface Via { state: 'queued' | 'sent' | 'failed'; subject: string; label: string; since: string; why?: 'gone' | 'refused' | 'unreachable' | 'left' }

/** `shown` is the address as the person's role sees it, `key` names it. */
export interface Recipient { key: string; shown: string; label: string }
/** To whom one can write; `withdrawn`: the person does not want marketing. */
export interface Recipients { items: Recipient[]; withdrawn: boolean; answers: 'writer' | 'company' }
export interface EmailDraft { to: string; subject: string; text: string }
export interface EmailSetting { replyTo: string; version: number }

interface Id { id: string }
export interface ReachRoutes {
  'GET /contacts/{id}/recipients': { path: Id; data: Recipients }
  'GET /companies/{id}/recipients': { path: Id; data: Recipients }
  'POST /contacts/{id}/emails': { path: Id; body: EmailDraft; data: Id }
  'POST /companies/{id}/emails': { path: Id; body: EmailDraft; data: Id }
  'POST /emails/{id}/retry': { path: Id; data: void }
  'GET /settings/email': { data: EmailSetting }
  'PUT /settings/email': { body: EmailSetting; data: EmailSetting }
}
