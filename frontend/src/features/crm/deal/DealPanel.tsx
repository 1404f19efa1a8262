import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { onDemand } from '@/shared/lib/onDemand'
import { listQuery } from '@/shared/api/list'
import { useCan, useMe } from '@/shared/api/me'
import type { Deal, Stage } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PanelList, PanelRow } from '@/shared/ui/record/Panel'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { StatusDot } from '@/shared/ui/StatusDot'
import { statusTone } from './status'

const NewDeal = onDemand(() => import('./NewDeal').then((m) => m.NewDeal), (p) => p.opened)

interface DealPanelProps {
  /** Whose deals: `company:is:…` or `contact:is:…`. */
  filter: string
  /** Said when there are none. */
  none: string
  stages: Stage[]
  /** What a new deal is given. */
  company?: { id: string; name: string }
  contactId?: string
}

/** The deals of a company or a person, for their pages; the newest first. */
export function DealPanel({ filter, none, stages, company, contactId }: DealPanelProps) {
  const { t } = useTranslation('deal')
  const may = useCan()('deal', 'create')
  const [adding, form] = useDisclosure()
  const query = useInfiniteQuery(listQuery('/deals', { filter: [filter], sort: '-createdAt' }))
  if (query.isPending) return <ListSkeleton rows={2} />
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  const deals = query.data.pages.flatMap((p) => p.items)
  return (
    <>
      <PanelList label={t('deal:title')} none={none} more={query.hasNextPage ? { busy: query.isFetchingNextPage, load: () => void query.fetchNextPage() } : undefined}>
        {deals.map((d) => <DealLine key={d.id} deal={d} />)}
      </PanelList>
      {may ? <Button size="compact-sm" variant="light" mt="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={form.open}>{t('deal:new.title')}</Button> : null}
      <NewDeal opened={adding} onClose={form.close} stages={stages} company={company} contactId={contactId} />
    </>
  )
}

function DealLine({ deal }: { deal: Deal }) {
  const { t } = useTranslation('deal')
  const format = useFormat()
  const { slug } = useMe().tenant
  const where = deal.status === 'open' ? deal.stageName : <StatusDot tone={statusTone[deal.status]}>{t(`deal:status.${deal.status}`)}</StatusDot>
  return <PanelRow title={<Link to="/$slug/deals/$id" params={{ slug, id: deal.id }}>{deal.name}</Link>} text={where} actions={<span className="k-num">{format.moneyShort(deal.value)}</span>} />
}
