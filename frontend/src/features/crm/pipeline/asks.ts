import type { TFunction } from 'i18next'

/** What a stage can ask for. */
export const asks = ['value', 'expectedOn', 'companyId', 'contact', 'contact:decider', 'contact:influencer', 'contact:user', 'contact:buyer'] as const

/** What a stage asks for, in words. */
export function askedText(t: TFunction, field: string): string {
  if (field === 'companyId') return t('deal:field.company')
  if (field === 'contact') return t('pipeline:ask.contact')
  return field.startsWith('contact:') ? t('pipeline:ask.role', { role: t(`deal:role.${field.slice(8)}`) }) : t(`deal:field.${field}`)
}
