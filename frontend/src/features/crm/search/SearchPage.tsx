import { Anchor, Button } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useMe } from '@/shared/api/me'
import type { Found, FoundGroup, FoundKind } from '@/shared/api/typesSearch'
import { useFormat } from '@/shared/i18n/format'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { SearchBox } from '@/shared/ui/SearchBox'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import rows from '@/shared/ui/RowList.module.css'
import { isStatus, kindIcon, kindName, placeOf } from './found'

/** What the page of a search keeps in its address. */
export interface SearchSearch { q?: string; kind?: FoundKind }

/** Everything that fits a text, by kind; with `kind` all of one. */
export function SearchPage() {
  const { t } = useTranslation('search')
  const { q = '', kind } = useSearch({ strict: false }) as SearchSearch
  const { slug } = useMe().tenant
  const navigate = useNavigate()
  const show = (next: string) => void navigate({ to: '/$slug/search', params: { slug }, search: { q: next || undefined, kind }, replace: true })
  const all = <Button component={Link} to="/$slug/search" params={{ slug } as never} search={{ q } as never} variant="default" size="xs">{t('back')}</Button>
  return (
    <>
      <PageHeader title={t('title')} actions={<>{kind ? all : null}<SearchBox value={q} onChange={show} label={t('label')} /></>} />
      <Results q={q.trim()} kind={kind} slug={slug} />
    </>
  )
}

export function Results({ q, kind, slug }: { q: string; kind?: FoundKind; slug: string }) {
  const { t } = useTranslation('search')
  const found = useQuery({
    queryKey: ['search', q, kind ?? ''], enabled: q.length > 1, placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get('/search', { query: kind ? { q, kind } : { q }, signal }),
  })
  const icon = <IconSearch size={24} stroke={1.75} />
  if (q.length < 2) return <EmptyState icon={icon} title={t('hintTitle')} text={t('hint')} />
  if (found.isError && !found.data) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />
  if (!found.data) return <ListSkeleton rows={6} />
  if (found.data.groups.length === 0) return <EmptyState icon={icon} title={t('nothing', { q })} text={t('nothingText')} />
  return found.data.groups.map((g) => <Group key={g.kind} group={g} q={q} slug={slug} whole={kind !== undefined} />)
}

/** The records of a kind, and the way to all of them; of the whole kind, whether there are more than an answer has. */
function Group({ group, q, slug, whole }: { group: FoundGroup; q: string; slug: string; whole: boolean }) {
  const { t } = useTranslation(['search', 'nav'])
  const name = t(`nav:${kindName[group.kind]}`)
  const all = <Anchor component={Link} to="/$slug/search" params={{ slug } as never} search={{ q, kind: group.kind } as never} aria-label={t('nav:palette.all', { kind: name })}>{t('all')}</Anchor>
  return (
    <Section title={name} actions={group.more && !whole ? all : null} text={group.more && whole ? t('more') : undefined}>
      <ul className={rows.list}>{group.items.map((f) => <Row key={f.id} found={f} group={group} slug={slug} />)}</ul>
    </Section>
  )
}

function Row({ found, group, slug }: { found: Found; group: FoundGroup; slug: string }) {
  const { t } = useTranslation('deal')
  const format = useFormat()
  const Icon = kindIcon[group.kind]
  const { to, id } = placeOf(group.kind, found)
  return (
    <li className={rows.row}>
      <Icon size={18} stroke={1.75} aria-hidden />
      <div className={rows.text}>
        <Anchor component={Link} to={to} params={{ slug, id } as never}><b>{found.title}</b></Anchor>
        <span>{isStatus(group.kind, found.subtitle) ? t(`status.${found.subtitle as 'open'}`) : found.subtitle}</span>
      </div>
      <span>{format.date(found.at)}</span>
    </li>
  )
}
