import { Button, SegmentedControl } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan, useMe } from '@/shared/api/me'
import type { Half, MergePath, Pair } from '@/shared/api/typesMerge'
import { useFormat } from '@/shared/i18n/format'
import { Denied } from '@/shared/ui/Denied'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { duplicatesQuery, pathOf, useTellApart } from './mergeQuery'
import classes from './Merge.module.css'

/** What the pages of duplicates say of people and of companies. */
const kinds = { '/contacts': ['contacts', 'contact'], '/companies': ['companies', 'company'] } as const

/** Pairs of records that may be the same, the most certain first. */
export function DuplicatesPage({ path }: { path: MergePath }) {
  const { t } = useTranslation('merge')
  const [texts, object] = kinds[path]
  const allowed = useCan()(object, 'update')
  const [apart, setApart] = useState(false)
  const title = t(`${texts}.title`)
  if (!allowed) return <><PageHeader title={title} /><Denied who={t('who')} /></>
  const views = [{ value: 'open', label: t('show.open') }, { value: 'apart', label: t('show.apart') }]
  return (
    <>
      <PageHeader title={title} below={t(`${texts}.text`)} />
      <SegmentedControl className={classes.views} aria-label={t('show.label')} value={apart ? 'apart' : 'open'} onChange={(v) => setApart(v === 'apart')} data={views} />
      <Pairs path={path} apart={apart} />
    </>
  )
}

function Pairs({ path, apart }: { path: MergePath; apart: boolean }) {
  const { t } = useTranslation('merge')
  const query = useInfiniteQuery(duplicatesQuery(path, apart))
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  if (!query.data) return <ListSkeleton rows={4} />
  const pairs = query.data.pages.flatMap((p) => p.items)
  if (pairs.length === 0) return <Nothing path={path} apart={apart} />
  return (
    <>
      <ul className={classes.list} aria-label={t('list')}>{pairs.map((p) => <Row key={p.id} path={path} pair={p} apart={apart} />)}</ul>
      {query.hasNextPage ? <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('more')}</Button> : null}
    </>
  )
}

function Nothing({ path, apart }: { path: MergePath; apart: boolean }) {
  const { t } = useTranslation('merge')
  const [texts] = kinds[path]
  const icon = <IconUsers size={24} stroke={1.75} />
  return apart ? <EmptyState icon={icon} title={t('noneApart')} text={t('noneApartText')} /> : <EmptyState icon={icon} title={t(`${texts}.none`)} text={t(`${texts}.noneText`)} />
}

function Row({ path, pair: { one, other, reasons }, apart }: { path: MergePath; pair: Pair; apart: boolean }) {
  const { t } = useTranslation('merge')
  const { slug } = useMe().tenant
  const tell = useTellApart(path)
  const names = { one: one.name, other: other.name }
  return (
    <li className={classes.pair}>
      <Side path={path} half={one} />
      <Side path={path} half={other} />
      <span className={classes.why}>{reasons.map((r) => t(`reason.${r}`)).join(' · ')}</span>
      <div className={classes.acts}>
        {apart ? null : <Button size="xs" component={Link} to={`/${slug}/merge${path}/${one.id}/${other.id}` as '/'} aria-label={t('lookAt', names)}>{t('look')}</Button>}
        <Button size="xs" variant="subtle" color="gray" aria-label={t(apart ? 'alikeAt' : 'differAt', names)} onClick={() => void tell(one, other, !apart)}>{t(apart ? 'alike' : 'differ')}</Button>
      </div>
    </li>
  )
}

function Side({ path, half }: { path: MergePath; half: Half }) {
  const { t } = useTranslation('merge')
  const { slug } = useMe().tenant
  const format = useFormat()
  return (
    <div className={classes.side}>
      <Link to={`/${slug}${path}/${half.id}` as '/'}>{half.name}</Link>
      <span>{[half.detail, t('added', { date: format.date(half.createdAt) })].filter(Boolean).join(' · ')}</span>
    </div>
  )
}

export function DuplicatesRoute() {
  const path = pathOf(useParams({ from: '/$slug/duplicates/$kind' }).kind)
  return <DuplicatesPage key={path} path={path} />
}
