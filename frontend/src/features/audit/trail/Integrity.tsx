import { Alert, Button, Group } from '@mantine/core'
import { IconDownload, IconShieldCheck } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import type { AuditReport } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { download } from '@/shared/lib/download'
import { complain } from '@/shared/ui/undoable'

/** Checking that the trail is whole, and taking it out. */
export function Integrity() {
  const { t } = useTranslation('audit')
  const filter = useSearch({ from: '/$slug/settings/audit' })
  const check = useMutation({ mutationFn: () => api.post('/audit/verify'), onError: complain })
  const save = useMutation({
    mutationFn: async (format: 'csv' | 'json') => download(await api.get('/audit/export', { query: { ...filter, format } }), `audit.${format}`),
    onError: complain,
  })
  return (
    <>
      <Group gap="xs" mb="md">
        <Button variant="default" leftSection={<IconShieldCheck size={16} aria-hidden />} loading={check.isPending} onClick={() => check.mutate()}>{t('verify')}</Button>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} loading={save.isPending} onClick={() => save.mutate('csv')}>{t('exportCsv')}</Button>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} loading={save.isPending} onClick={() => save.mutate('json')}>{t('exportJson')}</Button>
      </Group>
      {check.data ? <Verdict report={check.data} /> : null}
    </>
  )
}

function Verdict({ report }: { report: AuditReport }) {
  const { t } = useTranslation('audit')
  const format = useFormat()
  if (report.ok) return <Alert color="green" variant="light" role="status" mb="md">{t('intact', { n: format.number(report.parts.reduce((n, p) => n + p.entries, 0)) })}</Alert>
  const broken = report.parts.filter((p) => !p.ok)
  return <Alert color="red" variant="light" role="alert" mb="md">{broken.map((p) => <div key={p.part}>{t(`broken.${p.reason}`, { n: format.number(p.broken) })}</div>)}</Alert>
}
