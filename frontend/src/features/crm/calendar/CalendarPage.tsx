import { Button, Checkbox, Group, NativeSelect, SegmentedControl } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/api/me'
import { colleaguesQuery } from '@/shared/api/people'
import { useFormat } from '@/shared/i18n/format'
import { onDemand } from '@/shared/lib/onDemand'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { calendarQuery } from './calendarQuery'
import { CalendarGrid, type TaskParts } from './CalendarGrid'
import { byDay, daysOf, turned, type CalendarView } from '@/shared/ui/calendar/days'

const OtherCalendars = onDemand(() => import('./OtherCalendars').then((m) => m.OtherCalendars), (p) => p.opened)

/** What the page keeps in its address. */
export interface CalendarSearch { view?: CalendarView; day?: string; person?: string; deals?: boolean }

/** Tasks, expected deals and busy times by day, week or month. */
export function CalendarPage({ parts }: { parts: TaskParts }) {
  const { t } = useTranslation('work')
  const format = useFormat()
  const [search, set] = useCalendarAddress()
  const phone = useMediaQuery('(max-width: 767px)', false, { getInitialValueInEffect: false })
  const view = search.view ?? (phone ? 'day' : 'week')
  const today = format.day(Date.now())
  const day = search.day ?? today
  const days = daysOf(view, day)
  const [settings, setSettings] = useState(false)
  const query = useQuery(calendarQuery(days[0] ?? day, days.at(-1) ?? day, search.person ?? 'me', search.deals ?? false))
  return (
    <>
      <PageHeader title={t('work:calendar.title')} actions={<Button variant="default" onClick={() => setSettings(true)}>{t('work:calendar.others')}</Button>} />
      <Group justify="space-between" mb="sm" gap="sm">
        <Turn view={view} days={days} onTurn={(by) => set({ day: by === 0 ? undefined : turned(view, day, by) })} />
        <Group gap="sm">
          <Person value={search.person ?? 'me'} onChange={(person) => set({ person: person === 'me' ? undefined : person })} />
          <Checkbox label={t('work:calendar.deals')} checked={search.deals ?? false} onChange={(e) => set({ deals: e.currentTarget.checked || undefined })} />
          <SegmentedControl size="sm" aria-label={t('work:calendar.view')} value={view} onChange={(v) => set({ view: v as CalendarView })}
            data={(['day', 'week', 'month'] as const).map((v) => ({ value: v, label: t(`work:calendar.${v}`) }))} />
        </Group>
      </Group>
      {query.data ? <CalendarGrid view={view} days={days} month={day.slice(0, 7)} today={today} entries={byDay(query.data, days, format)} parts={parts} />
        : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : <ListSkeleton />}
      <OtherCalendars opened={settings} onClose={() => setSettings(false)} />
    </>
  )
}

function useCalendarAddress() {
  const search: CalendarSearch = useSearch({ strict: false })
  const navigate = useNavigate()
  const set = (changes: CalendarSearch) => void navigate({ to: '.', search: ((old: CalendarSearch) => ({ ...old, ...changes })) as never, replace: true })
  return [search, set] as const
}

function Turn({ view, days, onTurn }: { view: CalendarView; days: string[]; onTurn: (by: number) => void }) {
  const { t, i18n } = useTranslation('work')
  const format = useFormat()
  const middle = days[Math.floor(days.length / 2)] ?? ''
  const name = view === 'month'
    ? new Intl.DateTimeFormat(i18n.language, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(middle))
    : days.length === 1 ? format.date(middle) : `${format.date(days[0] ?? '')} – ${format.date(days.at(-1) ?? '')}`
  return (
    <Group gap="xs">
      <Button variant="default" px="xs" aria-label={t('work:calendar.back')} onClick={() => onTurn(-1)}><IconChevronLeft size={18} aria-hidden /></Button>
      <Button variant="default" onClick={() => onTurn(0)}>{t('work:calendar.today')}</Button>
      <Button variant="default" px="xs" aria-label={t('work:calendar.on')} onClick={() => onTurn(1)}><IconChevronRight size={18} aria-hidden /></Button>
      <b aria-live="polite">{name}</b>
    </Group>
  )
}

/** Whose: for those who see others' tasks at all. */
function Person({ value, onChange }: { value: string; onChange: (person: string) => void }) {
  const { t } = useTranslation('work')
  const me = useMe()
  const scope = me.permissions.task?.read
  const { data = [] } = useQuery({ ...colleaguesQuery(), enabled: scope === 'all' || scope === 'team' })
  if (scope !== 'all' && scope !== 'team') return null
  const people = data.filter((p) => p.userId !== me.user.id).map((p) => ({ value: p.userId, label: p.name }))
  return <NativeSelect aria-label={t('work:calendar.person')} value={value} onChange={(e) => onChange(e.currentTarget.value)} data={[{ value: 'me', label: t('work:calendar.mine') }, { value: 'all', label: t('work:calendar.all') }, ...people]} />
}
