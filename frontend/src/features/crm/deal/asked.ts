import type { TFunction } from 'i18next'
import type { DealContactRole } from '@/shared/api/types'
import type { OwnField } from '@/shared/api/typesField'

/** The role of the contact that a stage asks for; null when it asks for something else. Any contact will do for `contact`. */
export const roleAsked = (field: string): DealContactRole | null => (field === 'contact' ? 'other' : field.startsWith('contact:') ? (field.slice(8) as DealContactRole) : null)

/** What a stage asks for, in words. `own` are the company's own fields. */
export function askedLabel(t: TFunction, field: string, own: OwnField[]): string {
  if (field.startsWith('custom.')) return own.find((f) => field === `custom.${f.id}`)?.label ?? '—'
  if (field === 'companyId') return t('deal:field.company')
  if (field === 'contact') return t('pipeline:ask.contact')
  const role = roleAsked(field)
  return role ? t('pipeline:ask.role', { role: t(`deal:role.${role}`) }) : t(`deal:field.${field}`)
}
