import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { onDemand } from '@/shared/lib/onDemand'
import { listQuery } from '@/shared/api/list'
import { useCan } from '@/shared/api/me'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PanelList } from '@/shared/ui/record/Panel'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { Person } from './Person'

const AlsoHere = lazy(async () => ({ default: (await import('./AlsoHere')).AlsoHere }))
const NewContact = onDemand(() => import('./NewContact').then((m) => m.NewContact), (p) => p.opened)

/** The people of a company, for its page. */
export function ContactPanel({ company }: { company: { id: string; name: string } }) {
  const { t } = useTranslation('contact')
  const may = useCan()('contact', 'create')
  const [adding, form] = useDisclosure()
  const query = useInfiniteQuery(listQuery('/contacts', { filter: [`company:is:${company.id}`] }))
  if (query.isPending) return <ListSkeleton rows={3} />
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  const people = query.data.pages.flatMap((p) => p.items)
  return (
    <>
      <PanelList label={t('title')} none={t('noneHere')} more={query.hasNextPage ? { busy: query.isFetchingNextPage, load: () => void query.fetchNextPage() } : undefined}>
        {people.map((c) => <Person key={c.id} contact={c} />)}
      </PanelList>
      {may ? <Button size="compact-sm" variant="light" mt="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={form.open}>{t('new')}</Button> : null}
      <Suspense fallback={null}><AlsoHere company={company} /></Suspense>
      <NewContact opened={adding} onClose={form.close} company={company} />
    </>
  )
}
