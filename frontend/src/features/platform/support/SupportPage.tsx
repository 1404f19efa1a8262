import { Button, Text } from '@mantine/core'
import { IconLifebuoy } from '@tabler/icons-react'
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useCan } from '@/shared/api/me'
import type { Support } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { Denied } from '@/shared/ui/Denied'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import classes from '@/shared/ui/RowList.module.css'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { complain } from '@/shared/ui/undoable'

const supportQuery = () => queryOptions({ queryKey: ['/support'], queryFn: ({ signal }) => api.get('/support', { signal }) })
const isOpen = (s: Support) => !s.endedAt && new Date(s.endsAt) > new Date()

/** Who of the service may look into the company, and who could before. The company ends it whenever it likes. */
export function SupportPage() {
  const { t } = useTranslation('security')
  const allowed = useCan()('audit', 'read')
  return (
    <>
      <PageHeader title={t('support.title')} below={t('support.text')} />
      {allowed ? <Accesses /> : <Denied who={t('support.who')} />}
    </>
  )
}

function Accesses() {
  const { t } = useTranslation('security')
  const { data, error, refetch } = useQuery(supportQuery())
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <ListSkeleton rows={3} height={48} />
  const now = data.items.filter(isOpen)
  const before = data.items.filter((s) => !isOpen(s))
  return (
    <>
      <Section title={t('support.now')}>
        {now.length === 0 ? <Text size="sm" c="dimmed">{t('support.nobody')}</Text> : null}
        <ul className={classes.list}>{now.map((s) => <Row key={s.id} support={s} />)}</ul>
      </Section>
      <Section title={t('support.before')}>
        {before.length === 0 ? <Text size="sm" c="dimmed">{t('support.never')}</Text> : null}
        <ul className={classes.list}>{before.map((s) => <Row key={s.id} support={s} />)}</ul>
      </Section>
    </>
  )
}

function Row({ support: s }: { support: Support }) {
  const { t } = useTranslation('security')
  const format = useFormat()
  const client = useQueryClient()
  const mayEnd = useCan()('audit', 'delete')
  const end = useMutation({ mutationFn: () => api.del('/support/{id}', { path: { id: s.id } }), onError: complain, onSettled: () => client.invalidateQueries({ queryKey: supportQuery().queryKey }) })
  const open = isOpen(s)
  const when = open ? t('support.until', { when: format.dateTime(s.endsAt) }) : t('support.ended', { from: format.dateTime(s.createdAt), to: format.dateTime(s.endedAt ?? s.endsAt) })
  return (
    <li className={classes.row}>
      <IconLifebuoy size={22} stroke={1.5} aria-hidden />
      <div className={classes.text}><b>{s.operator}</b><span>{s.reason}</span><span>{when}</span></div>
      {open && mayEnd ? <Button size="xs" color="red" loading={end.isPending} onClick={() => end.mutate()}>{t('support.end')}<span className="k-hidden">: {s.operator}</span></Button> : null}
    </li>
  )
}
