import { Button, Text } from '@mantine/core'
import { IconDownload, IconFileZip, IconUserOff } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useCan } from '@/shared/api/me'
import type { PrivacyRequest } from '@/shared/api/typesPrivacy'
import { useFormat } from '@/shared/i18n/format'
import { download } from '@/shared/lib/download'
import { Denied } from '@/shared/ui/Denied'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import classes from '@/shared/ui/RowList.module.css'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { complain } from '@/shared/ui/undoable'
import { EraseDialog } from './EraseDialog'
import { requestsQuery } from './privacyQuery'
import { ReportDialog } from './ReportDialog'

interface PrivacyPageProps {
  /** Whom something is asked for, and what: from the menu of the person. */
  contact?: string
  ask?: 'report' | 'erase'
  onAsked: () => void
  /** How long records are kept, below what was asked for. */
  rules?: ReactNode
}

/** What people have asked of the company about themselves, and what was done. */
export function PrivacyPage({ contact, ask, onAsked, rules }: PrivacyPageProps) {
  const { t } = useTranslation('privacy')
  const can = useCan()
  if (!can('privacy', 'read')) return <><PageHeader title={t('title')} /><Denied who={t('who')} /></>
  return (
    <>
      <PageHeader title={t('title')} below={t('text')} />
      <Requests />
      {rules}
      {contact && ask === 'report' && can('privacy', 'create') ? <ReportDialog contact={contact} onClose={onAsked} /> : null}
      {contact && ask === 'erase' && can('privacy', 'delete') ? <EraseDialog contact={contact} onClose={onAsked} /> : null}
    </>
  )
}

function Requests() {
  const { t } = useTranslation('privacy')
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(requestsQuery())
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <ListSkeleton rows={3} height={48} />
  const items = data.pages.flatMap((p) => p.items)
  const forgotten = data.pages[0]?.forgotten ?? 0
  return (
    <>
      <Section title={t('requests')} text={t('how')}>
        {items.length === 0 ? <Text size="sm" c="dimmed">{t('none')}</Text> : null}
        <ul className={classes.list}>{items.map((r) => <Row key={r.id} request={r} />)}</ul>
        {hasNextPage ? <Button variant="subtle" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t('more')}</Button> : null}
      </Section>
      <Section title={t('forgotten.title')}>
        <Text size="sm">{t('forgotten.count', { count: forgotten })}</Text>
        <Text size="sm" c="dimmed">{t('forgotten.text')}</Text>
      </Section>
    </>
  )
}

function Row({ request: r }: { request: PrivacyRequest }) {
  const { t } = useTranslation('privacy')
  const format = useFormat()
  const [busy, setBusy] = useState(false)
  const Mark = r.act === 'report' ? IconFileZip : IconUserOff
  const what = r.name ? t(`act.${r.act}`, { name: r.name }) : t(`gone.${r.act}`)
  const save = () => {
    setBusy(true)
    api.get('/privacy/requests/{id}/file', { path: { id: r.id } }).then((file) => download(file, 'report.zip')).catch(complain).finally(() => setBusy(false))
  }
  return (
    <li className={classes.row}>
      <Mark size={22} stroke={1.5} aria-hidden />
      <div className={classes.text}>
        <b>{what}</b>
        <span>{t('asked', { name: r.ownerName, when: format.dateTime(r.createdAt) })}</span>
        <span>{stateText(r)}</span>
      </div>
      {r.until ? <Button size="xs" variant="default" leftSection={<IconDownload size={14} aria-hidden />} loading={busy} onClick={save}>{t('save')}<span className="k-hidden">: {what}</span></Button> : null}
    </li>
  )

  function stateText({ act, state, items, size, until }: PrivacyRequest): string {
    if (state !== 'done') return t(`state.${state}`)
    if (act === 'erase') return t('state.erased', { count: items })
    return until ? t('state.made', { size: format.size(size), when: format.dateTime(until) }) : t('state.over')
  }
}
