import { Anchor, Button, NativeSelect } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/api/me'
import { colleaguesQuery } from '@/shared/api/people'
import type { Pipeline } from '@/shared/api/types'
import type { CallCard } from '@/shared/api/typesCadence'
import { useFormat } from '@/shared/i18n/format'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { hoursQuery, unreachedQuery, type Narrow } from './cadenceQuery'
import classes from './Calls.module.css'

/** What came of the calls: leads that nobody has reached, and when people pick up. */
export function CallReport({ pipelines }: { pipelines: Pipeline[] }) {
  const { t } = useTranslation('selling')
  const { slug } = useMe().tenant
  const [narrow, setNarrow] = useState<Narrow>({ pipeline: '', owner: '' })
  return (
    <>
      <PageHeader title={t('report.title')} below={t('report.text')} actions={<Button component={Link} to={`/${slug}/calls`} variant="default">{t('report.back')}</Button>} />
      <Filters pipelines={pipelines} narrow={narrow} onChange={setNarrow} />
      <Unreached narrow={narrow} />
      <Hours narrow={narrow} />
    </>
  )
}

function Filters({ pipelines, narrow, onChange }: { pipelines: Pipeline[]; narrow: Narrow; onChange: (narrow: Narrow) => void }) {
  const { t } = useTranslation('selling')
  const { data: people } = useQuery(colleaguesQuery())
  return (
    <div className={classes.filters}>
      <NativeSelect label={t('report.pipeline')} value={narrow.pipeline} onChange={(e) => onChange({ ...narrow, pipeline: e.currentTarget.value })}
        data={[{ value: '', label: t('report.all') }, ...pipelines.filter((p) => p.mode === 'b2c').map((p) => ({ value: p.id, label: p.name }))]} />
      {people && people.length > 1 ? (
        <NativeSelect label={t('report.owner')} value={narrow.owner} onChange={(e) => onChange({ ...narrow, owner: e.currentTarget.value })}
          data={[{ value: '', label: t('report.everybody') }, ...people.map((p) => ({ value: p.userId, label: p.name }))]} />
      ) : null}
    </div>
  )
}

function Unreached({ narrow }: { narrow: Narrow }) {
  const { t } = useTranslation('selling')
  const query = useInfiniteQuery(unreachedQuery(narrow))
  const leads = query.data?.pages.flatMap((p) => p.items)
  return (
    <Section title={t('report.title')}>
      {leads ? leads.length === 0 ? <p className={classes.quiet}>{t('report.none')}</p> : <Leads leads={leads} />
        : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : <ListSkeleton rows={3} />}
      {query.hasNextPage ? <Button variant="default" mt="sm" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('report.more')}</Button> : null}
    </Section>
  )
}

function Leads({ leads }: { leads: CallCard[] }) {
  const { t } = useTranslation('selling')
  const format = useFormat()
  const { slug } = useMe().tenant
  const lastOf = (c: CallCard) => c.attempts[c.attempts.length - 1]
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a wide table is scrolled by the keyboard
    <div className={classes.scroll} role="group" aria-label={t('report.title')} tabIndex={0}>
      <table className={classes.table}>
        <thead><tr><th scope="col">{t('report.lead')}</th><th scope="col" className={classes.num}>{t('report.attempts')}</th><th scope="col">{t('report.lastCall')}</th><th scope="col">{t('report.stands')}</th><th scope="col">{t('report.owner')}</th></tr></thead>
        <tbody>
          {leads.map((c) => {
            const last = lastOf(c)
            return (
              <tr key={c.dealId}>
                <th scope="row"><Anchor component={Link} to={`/${slug}/deals/${c.dealId}`} size="sm">{c.dealName}</Anchor></th>
                <td className={classes.num}>{format.number(c.count)}</td>
                <td>{last ? `${t(`outcome.${last.outcome}`)}, ${format.date(last.at)}` : null}</td>
                <td>{t(`report.state.${c.state}`)}</td>
                <td>{c.ownerName}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`

function Hours({ narrow }: { narrow: Narrow }) {
  const { t } = useTranslation('selling')
  const format = useFormat()
  const { data, error, refetch } = useQuery(hoursQuery(narrow))
  const share = (h: { calls: number; reached: number }) => h.reached / Math.max(h.calls, 1)
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <Section title={t('hours.title')} text={t('hours.text')}>
      {!data ? <ListSkeleton rows={3} /> : data.length === 0 ? <p className={classes.quiet}>{t('hours.none')}</p> : (
        <table className={classes.table}>
          <thead><tr><th scope="col">{t('hours.hours')}</th><th scope="col" className={classes.num}>{t('hours.calls')}</th><th scope="col" className={classes.num}>{t('hours.reached')}</th><th scope="col">{t('hours.rate')}</th></tr></thead>
          <tbody>
            {data.map((h) => (
              <tr key={h.from}>
                <th scope="row">{clock(h.from)}–{clock(h.to)}</th>
                <td className={classes.num}>{format.number(h.calls)}</td>
                <td className={classes.num}>{format.number(h.reached)}</td>
                <td><span className={classes.bar} style={{ width: `${Math.round(share(h) * 80)}px` }} aria-hidden />{format.percent(share(h))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  )
}
