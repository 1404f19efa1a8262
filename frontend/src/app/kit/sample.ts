import type { Company, Contact, Deal, Me, Page } from '@/shared/api/types'

/** Made-up records for the kit page. */
const first = ['Anna', 'Marek', 'Priya', 'José', 'Ирина', 'Łucja', 'अनन्या', 'Ben', 'Grace', 'Tomasz']
const last = ['Nowak', 'Santos', 'Sharma', 'Kowalczyk', 'Смирнова', 'Reyes', 'Żelazny', 'Okafor', 'Lindqvist', 'वर्मा']
const firms = ['Northwind Logistics', 'Źródło Sp. z o.o.', 'Tata Paper & Packaging', 'Bayanihan Foods', 'Acme', 'Globex']
const stamp = { createdAt: '2026-03-02T09:00:00Z', updatedAt: '2026-11-20T15:30:00Z', version: 1 }

export const me: Me = {
  user: { id: 'u1', name: 'Ana Kowalska', email: 'ana@acme.test', language: 'en', timezone: '' },
  tenant: { slug: 'acme', name: 'Acme Trading', language: 'en', currency: 'EUR', timezone: 'Europe/Warsaw', state: 'trialing', trialEndsAt: '2026-12-04T00:00:00Z', plan: 'business' },
  member: { id: 'm1', role: 'owner', roleName: '', seatKind: 'full', endsOn: null, due: '' },
  fields: {}, permissions: Object.fromEntries(['contact', 'company', 'deal', 'task', 'report', 'import', 'search'].map((o) => [o, { read: 'all', create: 'all', update: 'all', delete: 'all' }])),
  features: [], limits: {}, use: {}, plans: {}, selfHosted: false,
}

const contact = (i: number): Contact => {
  const name = `${first[i % 10]} ${last[(i * 7 + 3) % 10]}`
  return {
    ...stamp, id: `c${i}`, name, firstName: first[i % 10]!, lastName: last[(i * 7 + 3) % 10]!, email: i % 4 === 1 ? null : `person${i}@example.com`,
    phone: i % 3 === 0 ? null : `+48 601 ${100 + i} ${200 + i}`, jobTitle: i % 2 ? 'Head of procurement' : null, companyId: `f${i % 6}`, companyName: firms[i % 6]!,
    preferredName: '', emailLabel: '', moreEmails: [], phoneLabel: '', morePhones: [], companySince: null, positions: [], language: '', tags: [], consent: { email: [], phone: [] },
    ownerId: 'u1', ownerName: i % 3 ? 'Ana Kowalska' : 'Ed Malinowski', street: null, city: ['Warszawa', 'Pune', 'Cebu', 'Praha'][i % 4]!, postcode: null, country: null, birthday: null, source: 'import',
  }
}
export const contactPage = (from: number, n = 100): Page<Contact> => ({ items: Array.from({ length: n }, (_, i) => contact(from + i)), next: from < 2000 ? String(from + n) : null })
export const companies: Company[] = firms.map((name, i) => ({
  ...stamp, id: `f${i}`, name, domain: null, website: null, email: null, phone: null, industry: null, kinds: [], tags: [], street: null, city: null, postcode: null, country: null, ownerId: null, ownerName: null, contactCount: 3, openDealCount: 1,
}))

export const deal = (i: number, stageId: string, stageName: string): Deal => ({
  ...stamp, id: `d${i}`, name: ['Packaging line renewal', 'Yearly paper supply', 'Warehouse move', 'Pilot for the Cebu branch'][i % 4]!, pipelineId: 'p1', stageId, stageName, status: 'open',
  value: { amount: 1_250_000 + i * 86_500, currency: i % 5 === 4 ? 'INR' : 'EUR' }, expectedOn: '2026-12-18', lostReason: null, ownerId: 'u1', ownerName: i % 2 ? 'Ana Kowalska' : 'Ed Malinowski',
  companyId: `f${i % 6}`, companyName: firms[i % 6]!, stageSince: '2026-11-10T10:00:00Z', closedAt: null,
})
export const stages = [['s1', 'New'], ['s2', 'Qualified'], ['s3', 'Proposal'], ['s4', 'Negotiation'], ['s5', 'Won']] as const
