import { IconClockExclamation, IconForms } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ownFieldsQuery } from '@/shared/api/fields'
import type { Deal } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { askedLabel } from './asked'

/** What is wrong with where a deal stands: too long in its stage, or without what the stage asks for. */
export function DealMarks({ deal }: { deal: Deal }) {
  const { t } = useTranslation(['pipeline', 'deal'])
  const format = useFormat()
  const lacks = deal.lacks ?? []
  const { data: own = [] } = useQuery({ ...ownFieldsQuery('deal'), enabled: lacks.some((f) => f.startsWith('custom.')) })
  return (
    <>
      {deal.rotting ? <Mark tone="bad" icon={<IconClockExclamation size={14} aria-hidden />}>{t('pipeline:rotting', { since: format.date(deal.stageSince) })}</Mark> : null}
      {lacks.length > 0 ? <Mark tone="warn" icon={<IconForms size={14} aria-hidden />}>{t('pipeline:missing', { fields: lacks.map((f) => askedLabel(t, f, own)).join(', ') })}</Mark> : null}
    </>
  )
}

/** Styled here: the pages that show it have no room for another stylesheet. */
function Mark({ tone, icon, children }: { tone: 'bad' | 'warn'; icon: ReactNode; children: string }) {
  return <span style={{ display: 'flex', alignItems: 'center', gap: 6, color: `var(--k-${tone})`, fontSize: '0.8125rem', lineHeight: 1.45, overflowWrap: 'anywhere' }}>{icon}<span>{children}</span></span>
}
