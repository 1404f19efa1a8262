import '@mantine/core/styles/Mark.css'
import '@mantine/spotlight/styles.css'
import { Spotlight, createSpotlight } from '@mantine/spotlight'
import { useDebouncedValue } from '@mantine/hooks'
import { IconList, IconPencil, IconPhone, IconPlus, IconSearch, IconUpload } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { can, useMe } from '@/shared/api/me'
import { objectsQuery } from '@/shared/api/objects'
import type { Found, FoundGroup } from '@/shared/api/typesSearch'
import { isStatus, kindIcon, kindName, placeOf } from '@/features/crm/search/found'
import { CREATE, navFor } from '../nav'
import { openCapture } from './overlays'
import { PaletteFavourites } from './PaletteFavourites'

const [store, spotlight] = createSpotlight()

/** Marks the first entry as the one that Enter opens, the way Mantine itself does when somebody types. */
function selectFirst() {
  const list = document.getElementById(store.getState().listId)
  list?.querySelector('[data-selected]')?.removeAttribute('data-selected')
  list?.querySelector('[data-action]')?.setAttribute('data-selected', 'true')
  store.updateState((state) => ({ ...state, selected: 0 }))
}

/** Records found by the server, pages, and what can be made. It opens each time it is `asked` for, first with what was `typed` already. */
export function Palette({ slug, asked, typed }: { slug: string; asked: number; typed: string }) {
  const { t } = useTranslation('nav')
  const [query, setQuery] = useState(typed)
  useEffect(() => spotlight.open(), [asked])
  const said = CREATE.some((c) => same(t(c.code), query)) // the whole name of a command: nobody means a record that is like it
  const groups = <><Pages slug={slug} query={query} /><Create slug={slug} query={query} /><WriteDown query={query.trim()} /></>
  return (
    <Spotlight.Root store={store} query={query} onQueryChange={setQuery} shortcut={null} centered={false} transitionProps={{ duration: 0 }} scrollable maxHeight={420} radius="lg"
      attributes={{ content: { 'aria-label': t('palette.name') } }}>
      <Spotlight.Search placeholder={t('palette.placeholder')} aria-label={t('palette.placeholder')} leftSection={<IconSearch size={18} aria-hidden />} />
      <Spotlight.ActionsList>
        <PaletteFavourites slug={slug} query={query.trim()} />
        {said ? groups : null}
        <Records slug={slug} query={query.trim()} first={!said} />
        {said ? null : groups}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}

function Records({ slug, query, first }: { slug: string; query: string; first: boolean }) {
  const { t } = useTranslation('nav')
  const [q] = useDebouncedValue(query, 150)
  const me = useMe()
  const on = q.length > 1 && (can(me, 'search', 'read') || can(me, 'contact', 'read'))
  const found = useQuery({
    queryKey: ['search', q], enabled: on, placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get('/search', { query: { q }, signal }),
  })
  // The list has taken its first entry already when the records come; Enter is to open the first of them.
  useEffect(() => { if (on && first && found.data) selectFirst() }, [on, first, found.data])
  if (!on) return null
  if (found.isPending) return <Spotlight.Empty>{t('palette.searching')}</Spotlight.Empty>
  if (found.isError) return <Spotlight.Empty>{t('palette.failed')}</Spotlight.Empty>
  if (found.data.groups.length === 0) return <Spotlight.Empty>{t('palette.nothing')}</Spotlight.Empty>
  return found.data.groups.map((g) => <Group key={g.kind} group={g} slug={slug} q={q} />)
}

/** The best of a kind, and the way to all of them. */
function Group({ group, slug, q }: { group: FoundGroup; slug: string; q: string }) {
  const { t } = useTranslation('nav')
  const navigate = useNavigate()
  const kind = t(kindName[group.kind])
  return (
    <Spotlight.ActionsGroup label={kind}>
      {group.items.map((r) => <Record key={r.id} group={group} record={r} slug={slug} />)}
      {group.more && <Spotlight.Action label={t('palette.all', { kind })} leftSection={<IconList size={18} stroke={1.75} aria-hidden />}
        onClick={() => void navigate({ to: '/$slug/search', params: { slug }, search: { q, kind: group.kind } })} />}
    </Spotlight.ActionsGroup>
  )
}

function Record({ group, record, slug }: { group: FoundGroup; record: Found; slug: string }) {
  const { t } = useTranslation('deal')
  const navigate = useNavigate()
  const Icon = kindIcon[group.kind]
  const about = isStatus(group.kind, record.subtitle) ? t(`status.${record.subtitle as 'open'}`) : record.subtitle
  const { to, id } = placeOf(group.kind, record)
  return (
    <Spotlight.Action label={record.title} description={about} leftSection={<Icon size={18} stroke={1.75} aria-hidden />}
      onClick={() => void navigate({ to, params: { slug, id } })} />
  )
}

const same = (label: string, query: string) => label.toLocaleLowerCase() === query.trim().toLocaleLowerCase()
const matches = (label: string, query: string) => label.toLocaleLowerCase().includes(query.trim().toLocaleLowerCase())

function Pages({ slug, query }: { slug: string; query: string }) {
  const { t } = useTranslation('nav')
  const navigate = useNavigate()
  const me = useMe()
  const entries = navFor(me).filter((e) => matches(t(e.code), query))
  const own = useQuery({ ...objectsQuery(), enabled: can(me, 'object_record', 'read') }).data?.filter((o) => o.state === 'active' && matches(o.plural, query)) ?? []
  const imports = can(me, 'import', 'create') && matches(t('import'), query)
  const calls = can(me, 'deal', 'read') && matches(t('calls'), query)
  if (entries.length + own.length === 0 && !imports && !calls) return null
  return (
    <Spotlight.ActionsGroup label={t('palette.go')}>
      {entries.map(({ code, to, icon: Icon }) => (
        <Spotlight.Action key={code} label={t(code)} leftSection={<Icon size={18} stroke={1.75} aria-hidden />} onClick={() => void navigate({ to, params: { slug } })} />
      ))}
      {calls && <Spotlight.Action label={t('calls')} leftSection={<IconPhone size={18} stroke={1.75} aria-hidden />} onClick={() => void navigate({ to: '/$slug/calls', params: { slug } })} />}
      {own.map((o) => <Spotlight.Action key={o.id} label={o.plural} leftSection={<IconList size={18} stroke={1.75} aria-hidden />} onClick={() => void navigate({ to: `/${slug}/objects/${o.id}` as '/' })} />)}
      {imports && <Spotlight.Action label={t('import')} leftSection={<IconUpload size={18} stroke={1.75} aria-hidden />} onClick={() => void navigate({ to: '/$slug/import', params: { slug } })} />}
    </Spotlight.ActionsGroup>
  )
}

function Create({ slug, query }: { slug: string; query: string }) {
  const { t } = useTranslation('nav')
  const navigate = useNavigate()
  const me = useMe()
  const actions = CREATE.filter((c) => can(me, c.object, 'create') && matches(t(c.code), query))
  if (actions.length === 0) return null
  return (
    <Spotlight.ActionsGroup label={t('palette.create')}>
      {actions.map(({ code, to }) => (
        <Spotlight.Action key={code} label={t(code)} leftSection={<IconPlus size={18} stroke={1.75} aria-hidden />}
          onClick={() => void navigate({ to, params: { slug }, search: { new: true } as never })} />
      ))}
    </Spotlight.ActionsGroup>
  )
}

/** What reads like a sentence can be written down: a call, a task, an amount. */
function WriteDown({ query }: { query: string }) {
  const { t } = useTranslation('nav')
  const me = useMe()
  if (!query.includes(' ') || !can(me, 'activity', 'create')) return null
  return (
    <Spotlight.ActionsGroup label={t('palette.write')}>
      <Spotlight.Action label={t('palette.writeLine', { line: query })} leftSection={<IconPencil size={18} stroke={1.75} aria-hidden />} onClick={() => openCapture(query)} />
    </Spotlight.ActionsGroup>
  )
}
