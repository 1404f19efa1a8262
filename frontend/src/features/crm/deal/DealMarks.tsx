import { IconClockExclamation, IconForms } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Deal } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import classes from './DealCard.module.css'
import { askedLabel } from './asked'

/** What is wrong with where a deal stands: too long in its stage, or without what the stage asks for. */
export function DealMarks({ deal }: { deal: Deal }) {
  const { t } = useTranslation(['pipeline', 'deal'])
  const format = useFormat()
  const lacks = deal.lacks ?? []
  return (
    <>
      {deal.rotting ? <span className={classes.fact} data-tone="bad"><IconClockExclamation size={14} aria-hidden /><span>{t('pipeline:rotting', { since: format.date(deal.stageSince) })}</span></span> : null}
      {lacks.length > 0 ? <span className={classes.fact} data-tone="warn"><IconForms size={14} aria-hidden /><span>{t('pipeline:missing', { fields: lacks.map((f) => askedLabel(t, f)).join(', ') })}</span></span> : null}
    </>
  )
}
