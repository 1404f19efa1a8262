import { ActionIcon, Button, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconMail, IconPhone, IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { onDemand } from '@/shared/lib/onDemand'
import { listQuery } from '@/shared/api/list'
import { useCan, useMe, useOpenFields } from '@/shared/api/me'
import type { Contact } from '@/shared/api/types'
import { Avatar } from '@/shared/ui/Avatar'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PanelList, PanelRow } from '@/shared/ui/record/Panel'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { usePeriod } from './ContactMore'

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
      <AlsoHere company={company} />
      {may ? <Button size="compact-sm" variant="light" mt="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={form.open}>{t('new')}</Button> : null}
      <NewContact opened={adding} onClose={form.close} company={company} />
    </>
  )
}

/** Those who work here beside their main company, or worked here before. */
function AlsoHere({ company }: { company: { id: string } }) {
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

function Person({ contact, text }: { contact: Contact; text?: string }) {
  const { t } = useTranslation('contact')
  const { slug } = useMe().tenant
  const reach = (
    <>
      {contact.phone ? <ActionIcon component="a" href={`tel:${contact.phone}`} aria-label={t('callWhom', { name: contact.name })}><IconPhone size={16} aria-hidden /></ActionIcon> : null}
      {contact.email ? <ActionIcon component="a" href={`mailto:${contact.email}`} aria-label={t('mailWhom', { name: contact.name })}><IconMail size={16} aria-hidden /></ActionIcon> : null}
    </>
  )
  return <PanelRow mark={<Avatar name={contact.name} size={30} />} title={<Link to="/$slug/contacts/$id" params={{ slug, id: contact.id }}>{contact.name}</Link>} text={text ?? contact.jobTitle} actions={reach} />
}
