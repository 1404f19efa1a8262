import { Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { listQuery } from '@/shared/api/list'
import { useOpenFields } from '@/shared/api/me'
import type { Contact } from '@/shared/api/types'
import { PanelList } from '@/shared/ui/record/Panel'
import { usePeriod } from './ContactMore'
import { Person } from './ContactPanel'

/** Those who work here beside their main company, or worked here before. */
export function AlsoHere({ company }: { company: { id: string } }) {
  const { t } = useTranslation('contact')
  const { sees } = useOpenFields('contact')
  const period = usePeriod()
  const query = useInfiniteQuery({ ...listQuery('/contacts', { filter: [`alsoAt:is:${company.id}`] }), enabled: sees('positions') })
  const people = query.data?.pages.flatMap((p) => p.items) ?? []
  if (people.length === 0) return null
  const here = (c: Contact) => c.positions.filter((p) => p.companyId === company.id).map((p) => [p.jobTitle, period(p)].filter(Boolean).join(', ')).join('; ')
  return (
    <>
      <Text size="sm" fw={550} mt="sm">{t('positions.alsoHere')}</Text>
      <PanelList label={t('positions.alsoHere')} none="" more={query.hasNextPage ? { busy: query.isFetchingNextPage, load: () => void query.fetchNextPage() } : undefined}>
        {people.map((c) => <Person key={c.id} contact={c} text={here(c)} />)}
      </PanelList>
    </>
  )
}
