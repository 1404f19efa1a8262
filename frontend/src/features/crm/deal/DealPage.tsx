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
import classes from '@/shared/ui/record/Record.module.css'
import { DealHead } from './DealHead'
import { useMoveDeal } from './useMoveDeal'

/** On its way with the deal. */
const facts = import('./DealFacts').then((m) => ({ default: m.DealFacts }))
const DealFacts = lazy(() => facts)
const DealPeople = lazy(async () => ({ default: (await import('./DealPeople')).DealPeople }))
const DealHistory = lazy(async () => ({ default: (await import('./DealHistory')).DealHistory }))

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
      <div className={classes.columns} style={{ marginTop: 16 }}>
        <div className={classes.facing}>
          <Suspense fallback={<Section title={t('deal:facts')}><ListSkeleton rows={6} height={24} /></Section>}><DealFacts deal={deal} /></Suspense>
        </div>
        <div className={classes.main}>
          {may('task', 'read') ? <Section title={t('deal:next.title')}>{tasks(deal)}</Section> : null}
          {selling(deal)}
          <Section title={t('deal:timeline')}>{timeline(deal)}</Section>
        </div>
        <div className={classes.aside}>
          <Section title={t('deal:people.title')}><Suspense fallback={<ListSkeleton rows={2} />}><DealPeople deal={deal} /></Suspense></Section>
          {files(deal)}
          {may('share', 'read') ? <Section title={t('deal:share.title')}>{share(deal)}</Section> : null}
          <Section title={t('deal:history.title')}><Suspense fallback={<ListSkeleton rows={3} />}><DealHistory id={deal.id} /></Suspense></Section>
        </div>
      </div>
      {dialog}
    </>
  )
}
