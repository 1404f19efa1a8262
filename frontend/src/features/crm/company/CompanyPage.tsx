import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useLayout } from '@/shared/api/layouts'
import { oneQuery } from '@/shared/api/list'
import type { Company } from '@/shared/api/types'
import { RecordAbsent } from '@/shared/ui/record/RecordAbsent'
import { RecordColumns } from '@/shared/ui/record/RecordColumns'
import { useReach, type Reach } from '@/shared/ui/record/reach'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { CompanyHead } from './CompanyHead'

/** On its way with the record. */
const facts = import('./CompanyFacts').then((m) => ({ default: m.CompanyFacts }))
const CompanyFacts = lazy(() => facts)

interface CompanyPageProps {
  id: string
  /** What other features bring to a company's page: in the middle what happens, at the side what belongs to it. */
  main: (company: Company) => ReactNode
  aside: (company: Company) => ReactNode
  reach: Reach
}

/** Everything about one firm. */
export function CompanyPage({ id, main, aside, reach }: CompanyPageProps) {
  const { t } = useTranslation('company')
  const query = useQuery(oneQuery('/companies', id))
  useLayout('company') // on its way with the record
  const reaching = useReach({ kind: 'company', id }, query.data, reach)
  if (!query.data) return <RecordAbsent query={query} path="/companies" listLabel={t('title')} />
  return (
    <>
      <CompanyHead company={query.data} reaching={reaching} />
      <RecordColumns facts={<Suspense fallback={<Section title={t('facts')}><ListSkeleton rows={6} height={24} /></Section>}><CompanyFacts company={query.data} reaching={reaching} /></Suspense>} main={main(query.data)} aside={aside(query.data)} />
      {reaching.dialogs}
    </>
  )
}
