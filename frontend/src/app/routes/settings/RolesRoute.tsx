import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { ExampleList } from '@/features/access/explain/ExampleList'
import { PersonAccess } from '@/features/access/explain/PersonAccess'
import { RolesPage } from '@/features/access/role/RolesPage'
import { useCan } from '@/shared/api/me'
import { Section } from '@/shared/ui/Section'

const Eyes = lazy(async () => ({ default: (await import('./Eyes')).Eyes }))

/** The roles, and below them what a person sees and what must stay so. */
export function RolesRoute() {
  const { t } = useTranslation('access')
  const may = useCan()('tenant', 'update')
  const below = (
    <>
      {may ? <Suspense fallback={null}><Eyes /></Suspense> : null}
      <Section title={t('person.title')} text={t('person.text')}><PersonAccess /></Section>
      <Section title={t('example.title')} text={t('example.text')}><ExampleList /></Section>
    </>
  )
  return <RolesPage below={below} />
}
