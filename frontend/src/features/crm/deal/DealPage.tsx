import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useLayout } from '@/shared/api/layouts'
import { oneQuery } from '@/shared/api/list'
import { useCan } from '@/shared/api/me'
import type { Deal, Stage } from '@/shared/api/types'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ListSkeleton, PageSkeleton } from '@/shared/ui/Skeletons'
import { Section } from '@/shared/ui/Section'
import { DealHead } from './DealHead'
import { DealHistory } from './DealHistory'
import classes from './DealPage.module.css'
import { DealPeople } from './DealPeople'
import { useMoveDeal } from './useMoveDeal'

/** On its way with the deal. */
const facts = import('./DealFacts').then((m) => ({ default: m.DealFacts }))
const DealFacts = lazy(() => facts)

interface DealPageProps {
  id: string
  /** What other features bring to a deal's page. */
  stepper: (deal: Deal, move: (stage: Stage) => void) => ReactNode
  tasks: (deal: Deal) => ReactNode
  timeline: (deal: Deal) => ReactNode
  files: (deal: Deal) => ReactNode
  share: (deal: Deal) => ReactNode
  /** What the way of selling asks for: calls, or who decides. */
  selling: (deal: Deal) => ReactNode
}

/** Everything about one deal. */
export function DealPage({ id, ...slots }: DealPageProps) {
  const query = useQuery(oneQuery('/deals', id))
  useLayout('deal') // on its way with the deal
  if (query.data) return <Loaded deal={query.data} {...slots} />
  return query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : <PageSkeleton />
}

function Loaded({ deal, stepper, tasks, timeline, files, share, selling }: Omit<DealPageProps, 'id'> & { deal: Deal }) {
  const { t } = useTranslation('deal')
  const may = useCan()
  const { move, dialog } = useMoveDeal()
  return (
    <>
      <DealHead deal={deal} />
      {stepper(deal, (stage) => void move(deal, { stage }))}
      <div className={classes.columns}>
        <div className={classes.facing}>
          <Suspense fallback={<Section title={t('deal:facts')}><ListSkeleton rows={6} height={24} /></Section>}><DealFacts deal={deal} /></Suspense>
        </div>
        <div className={classes.main}>
          {may('task', 'read') ? <Section title={t('deal:next.title')}>{tasks(deal)}</Section> : null}
          {selling(deal)}
          <Section title={t('deal:timeline')}>{timeline(deal)}</Section>
        </div>
        <div className={classes.aside}>
          <Section title={t('deal:people.title')}><DealPeople deal={deal} /></Section>
          {files(deal)}
          {may('share', 'read') ? <Section title={t('deal:share.title')}>{share(deal)}</Section> : null}
          <Section title={t('deal:history.title')}><DealHistory id={deal.id} /></Section>
        </div>
      </div>
      {dialog}
    </>
  )
}
