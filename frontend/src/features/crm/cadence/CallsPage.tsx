import { Button, SegmentedControl } from '@mantine/core'
import { IconChartBar, IconPhone, IconPhoneOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan, useMe } from '@/shared/api/me'
import type { CallCard, CallQueue, Whose } from '@/shared/api/typesCadence'
import { useFormat } from '@/shared/i18n/format'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { queueQuery } from './cadenceQuery'
import { CallView } from './CallView'
import classes from './Calls.module.css'
import { useCalled } from './useCalls'

/** Whom to call now, one after another. */
export function CallsPage({ dial }: { dial: (card: CallCard) => ReactNode }) {
  const { t } = useTranslation('selling')
  const { slug } = useMe().tenant
  const [whose, setWhose] = useState<Whose>('mine')
  const query = useQuery(queueQuery(whose))
  const tools = (
    <div className={classes.tools}>
      <SegmentedControl size="sm" aria-label={t('whose.label')} value={whose} onChange={(v) => setWhose(v as Whose)} data={[{ value: 'mine', label: t('whose.mine') }, { value: 'all', label: t('whose.all') }]} />
      <Button component={Link} to={`/${slug}/calls`} search={{ report: true } as never} variant="default" leftSection={<IconChartBar size={16} aria-hidden />}>{t('report.open')}</Button>
    </div>
  )
  return (
    <>
      <PageHeader title={t('title')} below={t('text')} actions={query.data?.off ? undefined : tools} />
      {query.data ? <Queue queue={query.data} whose={whose} dial={dial} /> : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : <ListSkeleton rows={4} height={48} />}
    </>
  )
}

interface QueueProps { queue: CallQueue; whose: Whose; dial: (card: CallCard) => ReactNode }

function Queue({ queue, whose, dial }: QueueProps) {
  const { t } = useTranslation('selling')
  const format = useFormat()
  const called = useCalled(whose)
  const card = queue.items[0]
  if (queue.off) return <Off />
  return (
    <>
      {card ? (
        <>
          <p className={classes.due} role="status">{t('due', { count: queue.due, n: format.number(queue.due) })}</p>
          <CallView key={`${card.dealId}.${card.version}`} card={card} dial={dial} onSaid={(said) => void called(card, said)} />
        </>
      ) : <EmptyState icon={<IconPhone size={24} stroke={1.75} />} title={t('empty.title')} text={queue.nextAt ? t('empty.next', { when: format.dateTime(queue.nextAt) }) : t('empty.none')} />}
      {queue.numberless > 0 ? <p className={classes.numberless}>{t('numberless', { count: queue.numberless, n: format.number(queue.numberless) })}</p> : null}
    </>
  )
}

/** No pipeline calls anybody: how that is changed, for who may. */
function Off() {
  const { t } = useTranslation('selling')
  const may = useCan()('pipeline', 'update')
  const { slug } = useMe().tenant
  return (
    <EmptyState icon={<IconPhoneOff size={24} stroke={1.75} />} title={t('off.title')} text={t('off.text')}
      action={may ? <Button component={Link} to={`/${slug}/settings/pipelines`}>{t('off.action')}</Button> : undefined} />
  )
}
