import { useTranslation } from 'react-i18next'
import type { CallCard } from '@/shared/api/typesCadence'
import { useFormat } from '@/shared/i18n/format'
import classes from './Calls.module.css'

/** The attempts at a lead as dots: those made, the one that is due, those that are left. Each says what came of it. */
export function Tries({ card }: { card: CallCard }) {
  const { t } = useTranslation('selling')
  const format = useFormat()
  const made = card.attempts.length
  const left = Math.max(card.most - made, 0)
  return (
    <div className={classes.tries}>
      <ol className={classes.dots} aria-label={t('tries')}>
        {card.attempts.map((a) => <li key={a.id} data-made title={`${t(`outcome.${a.outcome}`)}, ${format.dateTime(a.at)}`}><span className="k-hidden">{t(`outcome.${a.outcome}`)}, {format.dateTime(a.at)}</span></li>)}
        {Array.from({ length: left }, (_, i) => <li key={i} aria-hidden data-now={(i === 0 && card.state === 'calling') || undefined} />)}
      </ol>
      <span>{made === 0 ? t('triesNone') : t('attempt', { n: made, most: Math.max(card.most, made) })}{made > 0 ? ` · ${t(`outcome.${card.attempts[made - 1]!.outcome}`)}` : null}</span>
    </div>
  )
}
