import { useTranslation } from 'react-i18next'
import type { Sight } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'

/** Why somebody sees a record, or does not, in one sentence for each reason. */
export function useReason(): (sight: Sight) => string[] {
  const { t } = useTranslation('access')
  const format = useFormat()
  return (sight) => sight.reasons.map((r) => {
    const words = t(`reason.${r.code}`, { name: r.name, day: r.until ? format.date(r.until) : '' })
    return r.until && r.code !== 'share_ended' ? t('reason.until', { reason: words, day: format.date(r.until) }) : words
  })
}
