/** The wire of people and companies. */
import type { OwnValues } from './typesField'
import type { MergeRoutes } from './typesMerge'

export interface Stamped { id: string; createdAt: string; updatedAt: string; version: number }
export interface Owned { ownerId: string | null; ownerName: string | null }
interface Address { street: string | null; city: string | null; postcode: string | null; country: string | null }

export type ChannelLabel = '' | 'work' | 'home' | 'mobile' | 'other'
/** One more way to reach a person, beside the primary one of its kind. */
export interface Channel { value: string; label: ChannelLabel }
/** Work for a company beside the present one: earlier, or at the same time. */
export interface PositionDraft { companyId: string; jobTitle: string; from: string | null; to: string | null }
export interface Position extends PositionDraft { companyName: string }
export type ConsentChannel = 'email' | 'phone'
export type ConsentState = 'given' | 'withdrawn'
/** What somebody once decided; the newest decision comes first and holds. */
export interface Decision { state: ConsentState; at: string; source: string }
export interface ConsentDraft { channel: ConsentChannel; state: ConsentState; source: string; wording?: string; edition?: string }
/** A decision with all that shows it. */
export interface ConsentProof extends ConsentDraft { id: string; at: string; via: 'person' | 'api' | 'form' | 'import' | 'link' | 'before'; byName: string; wording: string; edition: string; ip: string }

export interface Contact extends Stamped, Owned, Address, OwnValues {
  name: string; firstName: string | null; lastName: string | null; preferredName: string
  email: string | null; emailLabel: ChannelLabel; moreEmails: Channel[]; phone: string | null; phoneLabel: ChannelLabel; morePhones: Channel[]
  jobTitle: string | null; companyId: string | null; companyName: string | null; companySince: string | null; positions: Position[]
  birthday: string | null; language: string; tags: string[]; consent: Record<ConsentChannel, Decision[]>; source: string | null
}
export type ContactDraft = Partial<Pick<Contact,
  'firstName' | 'lastName' | 'preferredName' | 'email' | 'emailLabel' | 'moreEmails' | 'phone' | 'phoneLabel' | 'morePhones' | 'jobTitle' | 'companyId' | 'companySince'
  | 'ownerId' | 'street' | 'city' | 'postcode' | 'country' | 'birthday' | 'language' | 'tags' | 'source' | 'custom'>> & { positions?: PositionDraft[]; consent?: ConsentDraft }

export type CompanyKind = 'customer' | 'supplier' | 'partner'
export interface Company extends Stamped, Owned, Address, OwnValues {
  name: string; domain: string | null; website: string | null; email: string | null; phone: string | null; industry: string | null
  kinds: CompanyKind[]; tags: string[]; contactCount: number; openDealCount: number
}
export type CompanyDraft = Partial<Pick<Company,
  'name' | 'domain' | 'website' | 'email' | 'phone' | 'industry' | 'kinds' | 'tags' | 'street' | 'city' | 'postcode' | 'country' | 'ownerId' | 'custom'>>

/** Somebody, or a company, that may be there already, and why. */
export interface Alike { id: string; name: string; reasons: ('email' | 'phone' | 'name' | 'domain')[] }
export interface PeopleRoutes extends MergeRoutes {
  'GET /contacts/{id}/consents': { path: { id: string }; data: { items: ConsentProof[] } }
  'GET /contacts/alike': { query?: { name?: string; email?: string; phone?: string }; data: { items: (Alike & { companyName: string })[] } }
  'GET /companies/alike': { query?: { name?: string; site?: string }; data: { items: (Alike & { city: string })[] } }
}
