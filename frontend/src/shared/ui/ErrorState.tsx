import { Button, Title } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import { ApiProblem, NetworkFailure } from '@/shared/api/problem'
import { isAway } from '@/shared/api/session'
import { problemText } from '@/shared/i18n/problemText'
import classes from './EmptyState.module.css'

const unkept = 'offline:unkept'

/** Without a network: that this is nothing that was kept, when there are words for it; else what went wrong. */
function useReason(error: unknown): string {
  const away = error instanceof NetworkFailure && isAway()
  useTranslation(away ? ['common', 'offline'] : 'common', { useSuspense: false })
  return away && i18next.exists(unkept) ? i18next.t(unkept) : problemText(error)
}

/** Something could not be loaded: why, and another try. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation('common')
  const reason = useReason(error)
  const request = error instanceof ApiProblem && error.status >= 500 ? error.requestId : undefined
  return (
    <div className={classes.empty} role="alert">
      <div className={`${classes.icon} ${classes.bad}`} aria-hidden><IconAlertTriangle size={24} stroke={1.75} /></div>
      <Title order={2} className={classes.title}>{t('error.title')}</Title>
      <p className={classes.text}>{reason}</p>
      {request ? <p className={classes.request}>{t('error.request', { id: request })}</p> : null}
      {onRetry ? <div className={classes.action}><Button variant="default" onClick={onRetry}>{t('action.retry')}</Button></div> : null}
    </div>
  )
}
