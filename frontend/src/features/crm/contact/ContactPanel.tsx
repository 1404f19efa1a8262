import { ActionIcon, Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconMail, IconPhone, IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { onDemand } from '@/shared/lib/onDemand'
import { listQuery } from '@/shared/api/list'
import { useCan, useMe } from '@/shared/api/me'
import type { Contact } from '@/shared/api/types'
import { isWhole } from '@/shared/lib/isWhole'
import { Avatar } from '@/shared/ui/Avatar'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PanelList, PanelRow } from '@/shared/ui/record/Panel'
import { ListSkeleton } from '@/shared/ui/Skeletons'

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

/** A person in a company's list; what is said below the name is the job title unless it is given. */
export function Person({ contact, text }: { contact: Contact; text?: string }) {
  const { t } = useTranslation('contact')
  const { slug } = useMe().tenant
  const reach = (
    <>
      {isWhole(contact.phone) ? <ActionIcon component="a" href={`tel:${contact.phone}`} aria-label={t('callWhom', { name: contact.name })}><IconPhone size={16} aria-hidden /></ActionIcon> : null}
      {isWhole(contact.email) ? <ActionIcon component="a" href={`mailto:${contact.email}`} aria-label={t('mailWhom', { name: contact.name })}><IconMail size={16} aria-hidden /></ActionIcon> : null}
    </>
  )
  return <PanelRow mark={<Avatar name={contact.name} size={30} />} title={<Link to="/$slug/contacts/$id" params={{ slug, id: contact.id }}>{contact.name}</Link>} text={text ?? contact.jobTitle} actions={reach} />
}
