import { useTranslation } from 'react-i18next'
import type { Feedback } from '@/shared/api/typesFeedback'
import { useFormat } from '@/shared/i18n/format'
import { StatusDot } from '@/shared/ui/StatusDot'
import classes from './Feedback.module.css'

/** What somebody said, on which screen, and what was answered. */
export function Answered({ feedback: f, by }: { feedback: Feedback; by?: string }) {
  const { t } = useTranslation('feedback')
  const format = useFormat()
  return (
    <div className={classes.said}>
      <span className={classes.where}>{[...(by ? [by] : [f.screen, f.part]), format.relative(f.createdAt)].filter(Boolean).join(' · ')}{f.news && !by ? <> <StatusDot tone="ok" pill>{t('new')}</StatusDot></> : null}</span>
      <p>{f.text}</p>
      {f.answeredAt ? <blockquote><span className={classes.where}>{t('answerOf', { name: f.answeredBy })}</span><p>{f.answer}</p></blockquote> : by ? null : <span className={classes.where}>{t('noAnswer')}</span>}
    </div>
  )
}
