import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { listQuery, useSaveRecord } from '@/shared/api/list'
import { useCan, useMe, useOpenFields } from '@/shared/api/me'
import type { Deal } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { announce } from '@/shared/lib/announce'
import type { ListSearch } from '@/shared/lib/search'
import { DayCalendar } from '@/shared/ui/calendar/DayCalendar'
import { useSpan } from '@/shared/ui/calendar/useSpan'
import { complain } from '@/shared/ui/undoable'

/** Deals on the days on which they are expected, as far as the list's filters let them through; moved by dragging or by Alt with an arrow. */
export function DealCalendar({ search }: { search: ListSearch }) {
  const { t } = useTranslation('list')
  const format = useFormat()
  const { slug } = useMe().tenant
  const { sees } = useOpenFields('deal')
  const may = useCan()('deal', 'update')
  const span = useSpan()
  const query = useInfiniteQuery(listQuery('/deals', { q: search.q, where: search.where, sort: 'expectedOn', filter: [...(search.filter ?? []), `expectedOn:after:${span.from}`, `expectedOn:before:${span.until}`] }))
  const deals = query.data?.pages.flatMap((p) => p.items) ?? []
  const move = useMove()
  const value = (deal: Deal) => (sees('value') && deal.value.amount > 0 ? <span className="k-num"> · {format.moneyShort(deal.value)}</span> : null)
  const entries = (day: string) => deals.filter((d) => d.expectedOn === day).map((d) => ({ id: d.id, href: `/${slug}/deals/${d.id}`, text: <>{d.name}{value(d)}</> }))
  const put = (id: string, day: string) => {
    const deal = deals.find((d) => d.id === id)
    if (deal) void move(deal, day)
  }
  return <DayCalendar label={t('list:calendar')} span={span} query={query} entries={entries} onMove={may ? put : undefined} hint={t('list:calendarKeys')} />
}

function useMove() {
  const { t } = useTranslation('list')
  const format = useFormat()
  const save = useSaveRecord('/deals')
  return async (deal: Deal, day: string) => {
    if (day === deal.expectedOn) return
    try {
      await save(deal, { expectedOn: day })
      announce(t('list:calendarMoved', { name: deal.name, day: format.date(day) }))
    } catch (error) {
      complain(error)
    }
  }
}
