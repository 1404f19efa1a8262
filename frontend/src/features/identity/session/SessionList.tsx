import { Button } from '@mantine/core'
import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react'
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import type { MySession } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { whereOf } from '@/shared/lib/where'
import { ErrorState } from '@/shared/ui/ErrorState'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { StatusDot } from '@/shared/ui/StatusDot'
import { complain } from '@/shared/ui/undoable'
import classes from '@/shared/ui/RowList.module.css'

const sessionsQuery = () => queryOptions({
  queryKey: ['/me/sessions'],
  queryFn: ({ signal }) => api.get('/me/sessions', { signal }),
  select: ({ items }) => [...items].sort((a, b) => Number(b.current) - Number(a.current) || b.lastSeenAt.localeCompare(a.lastSeenAt)),
})

/** Where one is logged in; any of them can be ended from here. */
export function SessionList() {
  const { t } = useTranslation('settings')
  const client = useQueryClient()
  const { data, error, refetch } = useQuery(sessionsQuery())
  const others = useMutation({
    mutationFn: () => api.post('/me/sessions/end-others'),
    onError: complain,
    onSettled: () => client.invalidateQueries({ queryKey: sessionsQuery().queryKey }),
  })
  const all = data && data.length > 1 ? <Button variant="default" size="xs" loading={others.isPending} onClick={() => others.mutate()}>{t('sessions.endOthers')}</Button> : null
  return (
    <Section title={t('sessions.title')} text={t('sessions.text')} actions={all}>
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <ListSkeleton rows={2} height={36} /> : null}
      <ul className={classes.list}>{data?.map((s) => <SessionRow key={s.id} session={s} />)}</ul>
    </Section>
  )
}

function SessionRow({ session }: { session: MySession }) {
  const { t, i18n } = useTranslation('settings')
  const format = useFormat()
  const client = useQueryClient()
  const end = useMutation({
    mutationFn: () => api.del('/me/sessions/{id}', { path: { id: session.id } }),
    onError: complain,
    onSettled: () => client.invalidateQueries({ queryKey: sessionsQuery().queryKey }),
  })
  const Icon = /phone|android|ios|mobile/i.test(session.device) ? IconDeviceMobile : IconDeviceDesktop
  return (
    <li className={classes.row}>
      <Icon size={22} stroke={1.5} aria-hidden />
      <div className={classes.text}>
        <b>{session.device || t('sessions.unknown')}</b>
        <span title={format.dateTime(session.lastSeenAt)}>{t('sessions.seen', { ip: whereOf(session, i18n.language), when: format.relative(session.lastSeenAt) })}</span>
        <span>{t('sessions.since', { date: format.dateTime(session.createdAt) })}</span>
      </div>
      {session.current
        ? <StatusDot tone="ok" pill>{t('sessions.this')}</StatusDot>
        : <Button size="xs" variant="subtle" color="red" loading={end.isPending} onClick={() => end.mutate()}>{t('sessions.end')}<span className="k-hidden">: {session.device}</span></Button>}
    </li>
  )
}
