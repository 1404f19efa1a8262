/** The wire of what Kith carries for people: mails to contacts and companies, also where only a part of an address is seen. */

/** How something stands that Kith does for somebody, as its entry on the timeline tells. */
export interface Via {
  /** A mail is queued, sent or failed; a call asked, taken by the phone system, answered, ended or failed. */
  state: 'queued' | 'sent' | 'asked' | 'taken' | 'answered' | 'ended' | 'failed'
  subject?: string; label: string; since: string; seconds?: number
  why?: 'gone' | 'refused' | 'unreachable' | 'left' | 'off' | 'inside' | 'unanswered'
}

/** `shown` is the address as the person's role sees it, `key` names it. */
export interface Recipient { key: string; shown: string; label: string }
/** To whom one can write; `withdrawn`: the person does not want marketing. */
export interface Recipients { items: Recipient[]; withdrawn: boolean; answers: 'writer' | 'company' }
export interface EmailDraft { to: string; subject: string; text: string }
/** Which numbers one can have called; `system`: the company has a phone system, `own`: one has given the number that it rings first. */
export interface Numbers { items: Recipient[]; withdrawn: boolean; system: boolean; own: boolean }
/** `secret` is told only when it was just made. */
export interface PhoneSystem { url: string; hook: string; secret: string; version: number }
export interface EmailSetting { replyTo: string; version: number }

interface Id { id: string }
export interface ReachRoutes {
  'GET /contacts/{id}/recipients': { path: Id; data: Recipients }
  'GET /companies/{id}/recipients': { path: Id; data: Recipients }
  'POST /contacts/{id}/emails': { path: Id; body: EmailDraft; data: Id }
  'POST /companies/{id}/emails': { path: Id; body: EmailDraft; data: Id }
  'POST /emails/{id}/retry': { path: Id; data: void }
  'GET /contacts/{id}/numbers': { path: Id; data: Numbers }
  'GET /companies/{id}/numbers': { path: Id; data: Numbers }
  'POST /contacts/{id}/calls': { path: Id; body: { to: string }; data: Id }
  'POST /companies/{id}/calls': { path: Id; body: { to: string }; data: Id }
  'GET /settings/phone': { data: PhoneSystem }
  'PUT /settings/phone': { body: { url: string; version: number }; data: PhoneSystem }
  'POST /settings/phone/renew': { body: { version: number }; data: PhoneSystem }
  'POST /settings/phone/test': { data: { why: '' | 'refused' | 'unreachable' | 'inside' } }
  'GET /me/phone': { data: { phone: string } }
  'PUT /me/phone': { body: { phone: string }; data: { phone: string } }
  'GET /settings/email': { data: EmailSetting }
  'PUT /settings/email': { body: EmailSetting; data: EmailSetting }
}
