import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { oneQuery } from '@/shared/api/list'
import type { Company } from '@/shared/api/types'
import { RecordAbsent } from '@/shared/ui/record/RecordAbsent'
import { RecordColumns } from '@/shared/ui/record/RecordColumns'
import { Section } from '@/shared/ui/Section'
import { CompanyFacts } from './CompanyFacts'
import { CompanyHead } from './CompanyHead'

interface CompanyPageProps {
  id: string
  /** What other features bring to a company's page: in the middle what happens, at the side what belongs to it. */
  main: (company: Company) => ReactNode
  aside: (company: Company) => ReactNode
}

/** Everything about one firm. */
export function CompanyPage({ id, main, aside }: CompanyPageProps) {
  const { t } = useTranslation('company')
  const query = useQuery(oneQuery('/companies', id))
  if (!query.data) return <RecordAbsent query={query} path="/companies" listLabel={t('title')} />
  return (
    <>
      <CompanyHead company={query.data} />
      <RecordColumns facts={<Section title={t('facts')}><CompanyFacts company={query.data} /></Section>} main={main(query.data)} aside={aside(query.data)} />
    </>
  )
}
