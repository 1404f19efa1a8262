import { Button } from '@mantine/core'
import { IconPlus, IconSun } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan, useMe } from '@/shared/api/me'
import type { Deal, Task, Today } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { greetingOf } from './greeting'
import { todayQuery } from './todayQuery'
import classes from './TodayPage.module.css'

interface TodayPageProps {
  /** What other features bring: a task that can be ticked, a line for a deal's next step, the first steps. */
  renderTask: (task: Task) => ReactNode
  addTask: (about: { kind: 'deal'; id: string; name: string }) => ReactNode
  firstSteps: ReactNode
  /** On a phone, where the menu has no room for it. */
  bell?: ReactNode
  /** The one line into which one writes what happened or is to be done. */
  line: ReactNode
}

/** The day's work: what is late, what is due, what comes, and the deals where nobody knows what comes next. */
export function TodayPage({ renderTask, addTask, firstSteps, line, bell }: TodayPageProps) {
  const query = useQuery(todayQuery())
  return (
    <>
      <Greeting bell={bell} />
      <div className={classes.first}>{firstSteps}</div>
      <div className={classes.first}>{line}</div>
      {query.data
        ? <Day day={query.data} renderTask={renderTask} addTask={addTask} />
        : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : <ListSkeleton />}
    </>
  )
}

function Greeting({ bell }: Pick<TodayPageProps, 'bell'>) {
  const { t, i18n } = useTranslation('task')
  const { user } = useMe()
  const { timeZone } = useFormat()
  const now = new Date()
  const first = user.name.split(' ')[0] ?? user.name
  const date = new Intl.DateTimeFormat(i18n.language, { weekday: 'long', day: 'numeric', month: 'long', timeZone }).format(now)
  return <PageHeader title={t(`task:today.greeting.${greetingOf(now, timeZone)}`, { name: first })} actions={bell} below={<span className={classes.date}>{date}</span>} />
}

const openOnes = (tasks: Task[]) => tasks.filter((task) => task.doneAt === null).length

function Day({ day, renderTask, addTask }: { day: Today } & Omit<TodayPageProps, 'firstSteps' | 'line' | 'bell'>) {
  const { t } = useTranslation(['task', 'pipeline'])
  const tasks = day.overdue.length + day.today.length + day.upcoming.length + day.later.length
  const rotting = day.rottingDeals ?? []
  if (tasks + day.dealsWithoutTask.length + rotting.length === 0) return <Nothing />
  return (
    <>
      <Counts day={day} />
      <div className={classes.columns}>
        <div>
          <TaskSection id="overdue" title={t('task:group.overdue')} tasks={day.overdue} renderTask={renderTask} tone="bad" />
          <TaskSection id="today" title={t('task:group.today')} tasks={day.today} renderTask={renderTask} none={t('task:today.noneToday')} />
          <TaskSection id="upcoming" title={t('task:today.upcoming')} tasks={day.upcoming} renderTask={renderTask} />
          <TaskSection id="later" title={t('task:today.later')} tasks={day.later} renderTask={renderTask} />
        </div>
        {day.dealsWithoutTask.length + rotting.length > 0 ? (
          <div>
            {day.dealsWithoutTask.length > 0 ? <IdleDeals id="idle" title={t('task:today.idle')} deals={day.dealsWithoutTask} addTask={addTask} /> : null}
            {rotting.length > 0 ? <IdleDeals id="rotting" title={t('pipeline:rottingDeals')} deals={rotting} addTask={addTask} /> : null}
          </div>
        ) : null}
      </div>
    </>
  )
}

/** How much of each there is; a tick changes them at once. */
function Counts({ day }: { day: Today }) {
  const { t } = useTranslation('task')
  const format = useFormat()
  const counts = [
    { id: 'overdue', n: openOnes(day.overdue), bad: true },
    { id: 'today', n: openOnes(day.today) },
    { id: 'upcoming', n: openOnes(day.upcoming) },
    { id: 'idle', n: day.dealsWithoutTask.length },
  ]
  return (
    <ul className={classes.counts} aria-label={t('task:today.counts')}>
      {counts.map(({ id, n, bad }) => (
        <li key={id} className={classes.count} data-bad={(bad && n > 0) || undefined}>
          <a href={`#${id}`} onClick={(e) => { e.preventDefault(); document.getElementById(id)?.scrollIntoView({ behavior: 'smooth', block: 'start' }) }}><b className="k-num">{format.number(n)}</b> <span>{t(`task:today.count.${id}`)}</span></a>
        </li>
      ))}
    </ul>
  )
}

interface TaskSectionProps { id: string; title: string; tasks: Task[]; renderTask: TodayPageProps['renderTask']; tone?: 'bad'; none?: string }

function TaskSection({ id, title, tasks, renderTask, tone, none }: TaskSectionProps) {
  const format = useFormat()
  if (tasks.length === 0 && !none) return null
  return (
    <section id={id} className={classes.section} aria-labelledby={`${id}-title`}>
      <div className={classes.head} data-tone={tone}><h2 id={`${id}-title`}>{title}</h2>{tasks.length > 0 ? <span>{format.number(openOnes(tasks))}</span> : null}</div>
      {tasks.length > 0 ? <ul className={classes.card}>{tasks.map((task) => renderTask(task))}</ul> : <p className={classes.quiet}>{none}</p>}
    </section>
  )
}

interface IdleDealsProps { id: string; title: string; deals: Deal[]; addTask: TodayPageProps['addTask'] }

function IdleDeals({ id, title, deals, addTask }: IdleDealsProps) {
  const format = useFormat()
  return (
    <section id={id} className={classes.section} aria-labelledby={`${id}-title`}>
      <div className={classes.head} data-tone="warn"><h2 id={`${id}-title`}>{title}</h2><span>{format.number(deals.length)}</span></div>
      <ul className={classes.card}>{deals.map((deal) => <IdleDeal key={deal.id} deal={deal} addTask={addTask} />)}</ul>
    </section>
  )
}

/** A deal nobody has planned anything for: the next step is set right here. */
function IdleDeal({ deal, addTask }: { deal: Deal; addTask: TodayPageProps['addTask'] }) {
  const { t } = useTranslation(['task', 'pipeline'])
  const format = useFormat()
  const may = useCan()
  const { slug } = useMe().tenant
  const [open, setOpen] = useState(false)
  const facts = [deal.companyName, deal.value.amount > 0 ? format.moneyShort(deal.value) : null, deal.stageName, deal.rotting ? t('pipeline:rotting', { since: format.date(deal.stageSince) }) : null].filter(Boolean).join(' · ')
  return (
    <li className={classes.deal}>
      <div className={classes.dealLine}>
        <div className={classes.dealText}>
          <Link to="/$slug/deals/$id" params={{ slug, id: deal.id }} className={classes.dealName}>{deal.name}</Link>
          <span className={classes.facts}>{facts}</span>
        </div>
        {may('task', 'create') && !open ? <Button size="compact-sm" variant="light" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setOpen(true)} aria-label={`${t('task:today.plan')}: ${deal.name}`}>{t('task:today.plan')}</Button> : null}
      </div>
      {open ? addTask({ kind: 'deal', id: deal.id, name: deal.name }) : null}
    </li>
  )
}

/** A free day, and what could be done with it. */
function Nothing() {
  const { t } = useTranslation('task')
  const may = useCan()
  const { slug } = useMe().tenant
  return (
    <EmptyState icon={<IconSun size={24} stroke={1.75} />} title={t('task:today.empty')} text={t(may('task', 'create') ? 'task:today.emptyText' : 'task:today.emptyReadOnly')}
      action={may('deal', 'read') ? <Button component={Link} to={`/${slug}/deals`} variant="default">{t('task:today.toDeals')}</Button> : undefined} />
  )
}
