import { Button, Group, SegmentedControl } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState, type DragEvent, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { listQuery, useSaveRecord } from '@/shared/api/list'
import { useCan, useMe, useOpenFields } from '@/shared/api/me'
import type { Deal } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { announce } from '@/shared/lib/announce'
import { addDays } from '@/shared/lib/dueInput'
import type { ListSearch } from '@/shared/lib/search'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { complain } from '@/shared/ui/undoable'
import classes from './Calendar.module.css'
import { daysOf, turned } from './days'

type View = 'week' | 'month'
const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }

/** Deals on the days on which they are expected, as far as the list's filters let them through; moved by dragging or by Alt with an arrow. */
export function DealCalendar({ search }: { search: ListSearch }) {
  const { t } = useTranslation('list')
  const format = useFormat()
  const phone = useMediaQuery('(max-width: 767px)', false, { getInitialValueInEffect: false })
  const today = format.day(Date.now())
  const [view, setView] = useState<View>(phone ? 'week' : 'month')
  const [day, setDay] = useState(today)
  const days = daysOf(view, day)
  const from = days[0] ?? day
  const until = addDays(days.at(-1) ?? day, 1)
  const query = useInfiniteQuery(listQuery('/deals', { q: search.q, where: search.where, sort: 'expectedOn', filter: [...(search.filter ?? []), `expectedOn:after:${from}`, `expectedOn:before:${until}`] }))
  const move = useMove()
  const deals = query.data?.pages.flatMap((p) => p.items) ?? []
  const drop = (event: DragEvent, to: string) => {
    event.preventDefault()
    const deal = deals.find((d) => d.id === event.dataTransfer.getData('text/plain'))
    if (deal) void move(deal, to)
  }
  return (
    <>
      <Turn view={view} day={day} days={days} onView={setView} onTurn={(by) => setDay(by === 0 ? today : turned(view, day, by))} />
      {query.isError && !query.data ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : query.isPending ? <ListSkeleton /> : (
        <>
          <p className={classes.hint} id="deal-calendar-keys">{t('list:calendarKeys')}</p>
          <ol className={classes.grid} data-view={view} aria-label={t('list:calendar')}>
            {days.map((one) => (
              <Day key={one} day={one} month={view === 'month' ? day.slice(0, 7) : ''} today={today} deals={deals.filter((d) => d.expectedOn === one)} onMove={(d, by) => void move(d, addDays(one, by))} onDrop={(e) => drop(e, one)} />
            ))}
          </ol>
          {query.hasNextPage ? <Button mt="sm" variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('common:action.loadMore')}</Button> : null}
        </>
      )}
    </>
  )
}

interface DayProps { day: string; month: string; today: string; deals: Deal[]; onMove: (deal: Deal, by: number) => void; onDrop: (event: DragEvent) => void }

function Day({ day, month, today, deals, onMove, onDrop }: DayProps) {
  const { i18n } = useTranslation('list')
  const { slug } = useMe().tenant
  const format = useFormat()
  const { sees } = useOpenFields('deal')
  const may = useCan()('deal', 'update')
  const name = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(i18n.language, { ...options, timeZone: 'UTC' }).format(new Date(day))
  const byKey = (event: KeyboardEvent, deal: Deal) => {
    const by = event.altKey ? steps[event.key] : undefined
    if (by === undefined || !may) return
    event.preventDefault()
    onMove(deal, by)
  }
  return (
    <li className={classes.day} data-today={day === today || undefined} data-out={(month !== '' && !day.startsWith(month)) || undefined} aria-current={day === today ? 'date' : undefined}
      aria-label={name({ weekday: 'long', day: 'numeric', month: 'long' })} onDragOver={(e) => e.preventDefault()} onDrop={onDrop}>
      <span className={classes.date} aria-hidden>{name(month ? { weekday: 'short', day: 'numeric' } : { weekday: 'long', day: 'numeric', month: 'short' })}</span>
      <ul className={classes.entries}>
        {deals.map((deal) => (
          <li key={deal.id}>
            <Link className={classes.deal} to="/$slug/deals/$id" params={{ slug, id: deal.id }} draggable={may} aria-describedby="deal-calendar-keys"
              onDragStart={(e) => e.dataTransfer.setData('text/plain', deal.id)} onKeyDown={(e) => byKey(e, deal)}>
              {deal.name}{sees('value') && deal.value.amount > 0 ? <span className="k-num"> · {format.moneyShort(deal.value)}</span> : null}
            </Link>
          </li>
        ))}
      </ul>
    </li>
  )
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

interface TurnProps { view: View; day: string; days: string[]; onView: (view: View) => void; onTurn: (by: number) => void }

function Turn({ view, day, days, onView, onTurn }: TurnProps) {
  const { t, i18n } = useTranslation('list')
  const format = useFormat()
  const name = view === 'month' ? new Intl.DateTimeFormat(i18n.language, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(day)) : `${format.date(days[0] ?? day)} – ${format.date(days.at(-1) ?? day)}`
  return (
    <Group justify="space-between" mb="sm" gap="sm">
      <Group gap="xs">
        <Button variant="default" px="xs" aria-label={t('list:earlier')} onClick={() => onTurn(-1)}><IconChevronLeft size={18} aria-hidden /></Button>
        <Button variant="default" onClick={() => onTurn(0)}>{t('list:span.today')}</Button>
        <Button variant="default" px="xs" aria-label={t('list:later')} onClick={() => onTurn(1)}><IconChevronRight size={18} aria-hidden /></Button>
        <b aria-live="polite">{name}</b>
      </Group>
      <SegmentedControl size="sm" aria-label={t('list:calendar')} value={view} onChange={(v) => onView(v as View)} data={[{ value: 'week', label: t('list:week') }, { value: 'month', label: t('list:month') }]} />
    </Group>
  )
}
