import { Button, Progress } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '@/shared/i18n/format'
import classes from './Attachment.module.css'
import type { Sending } from './useUploads'

/** A file on its way, or why it did not get there. */
export function SendingRow({ sending: { name, share, problem, stop } }: { sending: Sending }) {
  const { t } = useTranslation('attachment')
  const format = useFormat()
  const text = t('sending', { name, percent: format.percent(share) })
  return (
    <div className={classes.sending} data-failed={problem ? true : undefined}>
      {problem ? <span role="alert">{t('failed', { name, reason: problem })}</span> : <span>{text}</span>}
      {problem ? null : <Progress value={share * 100} animated={share >= 1} aria-label={text} />}
      <Button size="compact-sm" variant="subtle" onClick={stop}>{t(problem ? 'common:action.close' : 'common:action.cancel')}</Button>
    </div>
  )
}
