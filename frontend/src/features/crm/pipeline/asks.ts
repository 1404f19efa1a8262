import type { TFunction } from 'i18next'
import type { OwnField } from '@/shared/api/typesField'

/** What a stage can ask for. */
export const asks = ['value', 'expectedOn', 'companyId', 'contact', 'contact:decider', 'contact:influencer', 'contact:user', 'contact:buyer'] as const

/** What a stage asks for, in words. `own` are the company's own fields of deals. */
export function askedText(t: TFunction, field: string, own: OwnField[]): string {
  if (field.startsWith('custom.')) return own.find((f) => field === `custom.${f.id}`)?.label ?? '—'
  if (field === 'companyId') return t('deal:field.company')
  if (field === 'contact') return t('pipeline:ask.contact')
  return field.startsWith('contact:') ? t('pipeline:ask.role', { role: t(`deal:role.${field.slice(8)}`) }) : t(`deal:field.${field}`)
}
