import type { Company, Contact } from '@/shared/api/types'
import type { Format } from '@/shared/i18n/format'

type Either = Contact | Company

const joined = (parts: (string | null | undefined)[], by = ', ') => parts.filter(Boolean).join(by)

/** A field of a record as it is read; empty when it says nothing. What belongs together is one field. */
export function valueOf(record: Either, field: string, language: string, format: Format): string {
  switch (field) {
    case 'address': return joined([record.street, joined([record.postcode, record.city], ' '), record.country])
    case 'owner': return record.ownerName ?? ''
    case 'work': return 'jobTitle' in record ? joined([record.jobTitle, record.companyName]) : ''
    case 'birthday': return 'birthday' in record && record.birthday ? format.date(record.birthday) : ''
    case 'name': return 'firstName' in record ? joined([record.firstName, record.lastName], ' ') : record.name
    case 'language': return 'language' in record && record.language ? (new Intl.DisplayNames([language], { type: 'language' }).of(record.language) ?? '') : ''
    default: return String((record as unknown as Record<string, unknown>)[field] ?? '')
  }
}
