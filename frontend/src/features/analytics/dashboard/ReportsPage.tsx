import { SegmentedControl } from '@mantine/core'
import { IconChartBar } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { Dashboard } from '@/shared/api/types'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { PageSkeleton } from '@/shared/ui/Skeletons'
import { currenciesIn, dashboardQuery } from './dashboardQuery'
import { OpenValue } from './OpenValue'
import { Lost } from './Lost'
import { People } from './People'
import { Won } from './Won'

/** The figures of this month: what is open, what was won, who did what. */
export function ReportsPage() {
  const { t } = useTranslation('report')
  const may = useCan()
  const query = useQuery({ ...dashboardQuery(), enabled: may('report', 'read') })
  if (!may('report', 'read')) return <><PageHeader title={t('report:title')} /><EmptyState title={t('common:error.denied')} text={t('report:denied')} /></>
  if (query.data) return <Figures data={query.data} />
  if (query.isError) return <><PageHeader title={t('report:title')} /><ErrorState error={query.error} onRetry={() => void query.refetch()} /></>
  return <PageSkeleton />
}

function Figures({ data }: { data: Dashboard }) {
  const { t, i18n } = useTranslation('report')
  const currencies = currenciesIn(data)
  const [currency, setCurrency] = useState(data.currency)
  const month = new Intl.DateTimeFormat(i18n.language, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${data.month}-01T00:00:00Z`))
  const choice = currencies.length > 1
    ? <SegmentedControl size="sm" aria-label={t('report:currency')} data={currencies} value={currency} onChange={setCurrency} />
    : undefined
  if (isEmpty(data)) return <><PageHeader title={t('report:title')} /><EmptyState icon={<IconChartBar size={24} stroke={1.75} />} title={t('report:empty.title')} text={t('report:empty.text')} /></>
  return (
    <>
      <PageHeader title={t('report:title')} actions={choice} />
      <OpenValue stages={data.openByStage} currency={currency} />
      <Won won={data.wonThisMonth} month={month} monthKey={data.month} currency={currency} />
      <Lost lost={data.lostThisMonth ?? []} month={month} />
      <People people={data.activitiesByPerson} month={month} />
    </>
  )
}

/** Nothing has happened yet: no deal, no activity. */
const isEmpty = (data: Dashboard) => data.openByStage.every((s) => s.count === 0) && data.wonThisMonth.count === 0 && !data.lostThisMonth?.length && data.activitiesByPerson.length === 0
