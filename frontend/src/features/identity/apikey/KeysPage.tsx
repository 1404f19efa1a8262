import { Button, Text } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useCan } from '@/shared/api/me'
import type { ApiKey } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { Denied } from '@/shared/ui/Denied'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import classes from '@/shared/ui/RowList.module.css'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { keysQuery } from './apiKeyQuery'
import { KeyDialog } from './KeyDialog'

/** The company's keys for programs. */
export function KeysPage() {
  const { t } = useTranslation('security')
  const can = useCan()
  const [opened, setOpened] = useState(false)
  if (!can('role', 'read')) return <><PageHeader title={t('keys.title')} /><Denied who={t('rules.who')} /></>
  return (
    <>
      <PageHeader title={t('keys.title')} below={t('keys.text')} actions={can('role', 'update') ? <Button leftSection={<IconKey size={16} aria-hidden />} onClick={() => setOpened(true)}>{t('keys.new')}</Button> : null} />
      <Keys />
      <KeyDialog opened={opened} onClose={() => setOpened(false)} />
    </>
  )
}

function Keys() {
  const { t } = useTranslation('security')
  const client = useQueryClient()
  const { data, error, refetch } = useQuery(keysQuery())
  const [ending, setEnding] = useState<ApiKey | null>(null)
  const end = async (key: ApiKey) => {
    await api.del('/api-keys/{id}', { path: { id: key.id } })
    await client.invalidateQueries({ queryKey: keysQuery().queryKey })
  }
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <ListSkeleton rows={3} height={48} />
  return (
    <Section title={t('keys.title')}>
      {data.items.length === 0 ? <Text size="sm" c="dimmed">{t('keys.none')}</Text> : null}
      <ul className={classes.list}>{data.items.map((k) => <Row key={k.id} apiKey={k} onEnd={() => setEnding(k)} />)}</ul>
      <ConfirmDialog opened={ending !== null} onClose={() => setEnding(null)} title={`${t('keys.end')}: ${ending?.name ?? ''}`} confirmLabel={t('keys.end')} onConfirm={() => (ending ? end(ending) : Promise.resolve())} danger>{t('keys.endText')}</ConfirmDialog>
    </Section>
  )
}

function Row({ apiKey: k, onEnd }: { apiKey: ApiKey; onEnd: () => void }) {
  const { t } = useTranslation('security')
  const format = useFormat()
  return (
    <li className={classes.row}>
      <IconKey size={22} stroke={1.5} aria-hidden />
      <div className={classes.text}>
        <b>{k.name}</b>
        <span>{k.prefix}… · {k.lastUsedAt ? t('keys.used', { when: format.relative(k.lastUsedAt), ip: k.lastUsedIp }) : t('keys.unused')}{k.expiresAt ? ` · ${t('keys.until', { date: format.date(k.expiresAt) })}` : ''}</span>
        <span>{k.scopes.join(', ')}</span>
      </div>
      <Button size="xs" variant="subtle" color="red" onClick={onEnd}>{t('keys.end')}<span className="k-hidden">: {k.name}</span></Button>
    </li>
  )
}
