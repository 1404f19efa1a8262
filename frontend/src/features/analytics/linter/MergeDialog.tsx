import { Alert, Button, Group, Modal, Stack, Table, Text } from '@mantine/core'
import '@mantine/core/styles/Table.css'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MergePreview, StageRow } from '@/shared/api/typesLinter'
import { useFormat } from '@/shared/i18n/format'
import { problemText } from '@/shared/i18n/problemText'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { mergedQuery } from './findingQuery'

interface MergeDialogProps { opened: boolean; pipelineId: string; from: string; into: string; onMerge: (from: string, into: string) => Promise<unknown>; onClose: () => void }

/** How the last deals would have looked with one stage in another, before it is done. */
export function MergeDialog({ opened, onClose, ...rest }: MergeDialogProps) {
  const { t } = useTranslation('linter')
  return (
    <Modal opened={opened} onClose={onClose} size="lg" title={t('merge.title')} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {opened ? <Preview onClose={onClose} {...rest} /> : null}
    </Modal>
  )
}

function Preview({ pipelineId, from, into, onMerge, onClose }: Omit<MergeDialogProps, 'opened'>) {
  const { data, error, refetch } = useQuery(mergedQuery(pipelineId, from, into))
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <ListSkeleton rows={5} height={36} />
  return <Told preview={data} from={from} into={into} onMerge={onMerge} onClose={onClose} />
}

function Told({ preview, from, into, onMerge, onClose }: Pick<MergeDialogProps, 'from' | 'into' | 'onMerge' | 'onClose'> & { preview: MergePreview }) {
  const { t } = useTranslation(['linter', 'common'])
  const format = useFormat()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>(null)
  const name = (id: string) => preview.before.find((s) => s.stageId === id)?.name ?? ''
  const merge = () => {
    setBusy(true)
    setProblem(null)
    onMerge(from, into).then(onClose, (e: unknown) => { setProblem(e); setBusy(false) })
  }
  return (
    <Stack gap="md">
      <Text size="sm">{t('merge.text', { from: name(from), into: name(into), count: preview.deals, n: format.number(preview.deals) })}</Text>
      <Rows title={t('merge.before')} rows={preview.before} />
      <Rows title={t('merge.after')} rows={preview.after} />
      <Text size="sm">{t('merge.moving', { count: preview.moving, n: format.number(preview.moving), into: name(into) })}</Text>
      {problem ? <Alert color="red" variant="light" role="alert">{problemText(problem)}</Alert> : null}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>{t('common:action.cancel')}</Button>
        <Button onClick={merge} loading={busy} data-autofocus>{t('merge.do')}</Button>
      </Group>
    </Stack>
  )
}

function Rows({ title, rows }: { title: string; rows: StageRow[] }) {
  const { t } = useTranslation('linter')
  const format = useFormat()
  return (
    <Table captionSide="top" withRowBorders={false} verticalSpacing={4}>
      <Table.Caption ta="start">{title}</Table.Caption>
      <Table.Thead><Table.Tr><Table.Th ta="start">{t('row.stage')}</Table.Th><Table.Th ta="end">{t('row.entered')}</Table.Th><Table.Th ta="end">{t('row.onward')}</Table.Th><Table.Th ta="end">{t('row.days')}</Table.Th></Table.Tr></Table.Thead>
      <Table.Tbody>
        {rows.map((r) => (
          <Table.Tr key={r.stageId}>
            <Table.Th scope="row" fw={400} ta="start">{r.name}</Table.Th>
            <Table.Td ta="end">{format.number(r.entered)}</Table.Td>
            <Table.Td ta="end">{r.entered > 0 ? format.percent(r.onward) : '–'}</Table.Td>
            <Table.Td ta="end">{format.number(Math.round(r.days * 10) / 10)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
