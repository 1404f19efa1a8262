import { Alert, Anchor, Button, Group, Modal, Progress, Radio, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/api/me'
import type { ExportFile, ExportFormat, ExportOrder } from '@/shared/api/typesExport'
import { useFormat } from '@/shared/i18n/format'
import { problemText } from '@/shared/i18n/problemText'
import type { ListSearch } from '@/shared/lib/search'
import { exportQuery, isMaking, useExports, whyFailed, type Exported } from './exportQuery'

export interface ExportDialogProps {
  list: Exported
  /** What the list is asked for. */
  search: ListSearch
  /** How many rows that is, once counted. */
  total?: number
  /** Only these. */
  ids?: string[]
  /** The columns as the person sees them, in their order. */
  columns: () => string[]
  opened: boolean
  onClose: () => void
}

/** Makes a file of a list: asks for its form, tells how far it is, and hands it to the browser. */
export function ExportDialog({ opened, onClose, ...rest }: ExportDialogProps) {
  const { t } = useTranslation(['export', 'common'])
  return (
    <Modal opened={opened} onClose={onClose} title={t('export:title', { context: rest.ids ? 'chosen' : undefined })} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {opened ? <Steps onClose={onClose} {...rest} /> : null}
    </Modal>
  )
}

const formats: ExportFormat[] = ['xlsx', 'csv', 'jsonl']

function Steps({ list, search, total, ids, columns, onClose }: Omit<ExportDialogProps, 'opened'>) {
  const { t } = useTranslation(['export', 'common'])
  const { number } = useFormat()
  const { ask } = useExports()
  const [format, setFormat] = useState<ExportFormat>('xlsx')
  const [which, setWhich] = useState('shown')
  const [id, setId] = useState<string | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const count = ids?.length ?? total
  const { data: file } = useQuery({ ...exportQuery(id ?? ''), enabled: id !== null })
  const start = (event: React.FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setProblem(null)
    const order: ExportOrder = { format, q: search.q, sort: search.sort, filter: search.filter, where: search.where, ids, columns: which === 'shown' ? columns() : undefined }
    ask(list, order).then((made) => setId(made.id), setProblem).finally(() => setBusy(false))
  }
  if (file) return <Made file={file} onAgain={() => setId(null)} onClose={onClose} />
  return (
    <form onSubmit={start}>
      <Stack gap="md">
        {count === undefined ? null : <Text size="sm">{t('export:rows', { count, n: number(count) })}</Text>}
        <Radio.Group label={t('export:format')} value={format} onChange={(v) => setFormat(v as ExportFormat)}>
          <Stack gap={8} mt={6}>{formats.map((f) => <Radio key={f} value={f} label={t(`export:as.${f}`)} description={t(`export:asText.${f}`)} />)}</Stack>
        </Radio.Group>
        <Radio.Group label={t('export:columns')} value={which} onChange={setWhich}>
          <Stack gap={8} mt={6}>
            <Radio value="shown" label={t('export:shown')} />
            <Radio value="all" label={t('export:all')} description={t('export:allText')} />
          </Stack>
        </Radio.Group>
        {problem ? <Alert color="red" variant="light" role="alert">{problemText(problem)}</Alert> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>{t('common:action.cancel')}</Button>
          <Button type="submit" loading={busy}>{t('export:start')}</Button>
        </Group>
      </Stack>
    </form>
  )
}

/** A file on its way, and once it is there: it is saved at once. */
function Made({ file, onAgain, onClose }: { file: ExportFile; onAgain: () => void; onClose: () => void }) {
  const { t } = useTranslation(['export', 'common'])
  const format = useFormat()
  const { slug } = useMe().tenant
  const { fetchFile } = useExports()
  const [problem, setProblem] = useState<unknown>(null)
  const saved = useRef(false)
  const save = () => { setProblem(null); fetchFile(file).catch(setProblem) }
  useEffect(() => {
    if (file.state !== 'ready' || saved.current) return
    saved.current = true
    save()
    // eslint-disable-next-line react/exhaustive-deps -- once it is there
  }, [file.state])
  const all = <Anchor component={Link} to={`/${slug}/exports` as '/'} size="sm" onClick={onClose}>{t('export:yours')}</Anchor>
  if (isMaking(file)) {
    return (
      <Stack gap="md">
        <Text size="sm" role="status">{t('export:making')}</Text>
        <Progress value={file.total > 0 ? (100 * file.done) / file.total : 0} animated aria-label={t('export:making')} />
        <Text size="sm" c="dimmed">{t('export:leave')}</Text>
        <Group justify="space-between">{all}<Button variant="default" onClick={onClose}>{t('common:action.close')}</Button></Group>
      </Stack>
    )
  }
  if (file.state === 'failed') {
    return (
      <Stack gap="md">
        <Alert color="red" variant="light" role="alert">{whyFailed(file)}</Alert>
        <Group justify="flex-end" gap="xs"><Button variant="default" onClick={onClose}>{t('common:action.close')}</Button><Button onClick={onAgain}>{t('export:again')}</Button></Group>
      </Stack>
    )
  }
  return (
    <Stack gap="md">
      <Text size="sm" role="status">{t('export:ready', { count: file.done, n: format.number(file.done), name: file.name, day: format.date(file.expiresAt) })}</Text>
      {problem ? <Alert color="red" variant="light" role="alert">{problemText(problem)}</Alert> : null}
      <Group justify="space-between">{all}<Group gap="xs"><Button variant="default" onClick={save}>{t('export:download')}</Button><Button onClick={onClose}>{t('common:action.close')}</Button></Group></Group>
    </Stack>
  )
}
