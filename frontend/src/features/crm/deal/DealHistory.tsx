import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { StageStep } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { stageName } from '@/shared/lib/stageName'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import classes from './DealHistory.module.css'
import { historyQuery } from './dealQuery'

/** The stages the deal has been in, the latest first, and for how long. */
export function DealHistory({ id }: { id: string }) {
  const { t } = useTranslation('deal')
  const query = useQuery(historyQuery(id))
  if (query.isPending) return <ListSkeleton rows={3} />
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  return <ol className={classes.history} aria-label={t('deal:history.title')}>{query.data.map((step, i) => <Step key={step.id} step={step} latest={i === 0} />)}</ol>
}

function Step({ step, latest }: { step: StageStep; latest: boolean }) {
  const { t } = useTranslation('deal')
  const format = useFormat()
  const length = step.seconds === null ? null : format.duration(step.seconds)
  return (
    <li className={classes.step}>
      <b>{stageName(t, step.toStage)}</b>
      {length ? <span>{latest ? t('deal:history.sofar', { length }) : length}</span> : null}
      <span className={classes.quiet}>{t(step.fromStage ? 'deal:history.moved' : 'deal:history.began', { name: step.byName })} · <time dateTime={step.at} title={format.dateTime(step.at)}>{format.date(step.at)}</time></span>
    </li>
  )
}
