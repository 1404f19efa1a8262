import { useTranslation } from 'react-i18next'
import type { Dashboard } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { Section } from '@/shared/ui/Section'
import { Figures } from './ChartFrame'

/** For what deals were lost this month, and how often. */
export function Lost({ lost, month }: { lost: NonNullable<Dashboard['lostThisMonth']>; month: string }) {
  const { t } = useTranslation('pipeline')
  const format = useFormat()
  if (lost.length === 0) return null
  return (
    <Section title={t('lost.title', { month })}>
      <Figures caption={t('lost.title', { month })} head={[t('lost.reason'), t('all.deals')]} rows={lost.map((l) => ({ key: l.reason, cells: [l.reason, format.number(l.count)] }))} />
    </Section>
  )
}
