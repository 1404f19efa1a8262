import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BulkEdit, BulkObject, BulkQuestion, ChangeSet } from '@/shared/api/typesBulk'
import { problemText } from '@/shared/i18n/problemText'
import { FieldInput } from '../form/FieldInput'
import type { StageOption } from './BulkBar'
import { BulkForm } from './BulkForm'
import { BulkSteps } from './BulkSteps'
import { changeQuery, offerUndo, useBulk } from './bulkQuery'

export type What = 'edit' | 'owner' | 'delete'
/** The rows: by their ids, or all that fit a question. */
export interface Chosen { ids?: string[]; question?: BulkQuestion; count: number }

interface BulkDialogProps { what: What | null; object: BulkObject; chosen: Chosen; stages?: StageOption[]; onClose: () => void; onDone: () => void }

/** One act on the chosen rows: what is set, what that would change, and what has become of it. */
export function BulkDialog({ what, onClose, ...rest }: BulkDialogProps) {
  const { t } = useTranslation(['bulk', 'common'])
  return (
    <Modal opened={what !== null} onClose={onClose} size="lg" title={what ? t(`bulk:title.${what}`, { count: rest.chosen.count }) : ''} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {what ? <Act key={what} what={what} onClose={onClose} {...rest} /> : null}
    </Modal>
  )
}

function Act({ what, object, chosen, stages, onClose, onDone }: BulkDialogProps & { what: What }) {
  const { prepare, start, cancel, undo, fresh } = useBulk()
  const [id, setId] = useState<string | null>(null)
  const [began] = useState(chosen)
  const [problem, setProblem] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const { data: set } = useQuery({ ...changeQuery(id ?? ''), enabled: id !== null })
  const run = (step: Promise<ChangeSet>) => {
    setBusy(true)
    setProblem(null)
    step.then((next) => setId(next.id), setProblem).finally(() => setBusy(false))
  }
  const ask = (edit?: BulkEdit) => run(prepare({ act: what === 'delete' ? 'delete' : 'edit', object, edit, ...(began.question ? { question: began.question, count: began.count } : { ids: began.ids }) }))
  // eslint-disable-next-line react/exhaustive-deps -- once: deleting asks for nothing
  useEffect(() => { if (what === 'delete') ask() }, [])
  const smooth = set?.state === 'done' && set.failed === 0
  // eslint-disable-next-line react/exhaustive-deps -- once it is done
  useEffect(() => { if (set?.state === 'done') { fresh(set); onDone() } if (set && smooth) { offerUndo(set, undo); onClose() } }, [set?.state])
  return (
    <Stack gap="md">
      {problem ? <Alert color="red" variant="light" role="alert">{problemText(problem)}</Alert> : null}
      {set ? <BulkSteps set={set} busy={busy} onStart={() => run(start(set.id))} onCancel={() => run(cancel(set.id))} onUndo={() => run(undo(set.id))} onBack={what === 'delete' ? undefined : () => setId(null)} onClose={onClose} /> : null}
      {!set && what === 'edit' ? <BulkForm object={object} stages={stages} busy={busy} onSubmit={ask} onClose={onClose} /> : null}
      {!set && what === 'owner' ? <HandOver busy={busy} onSubmit={(ownerId) => ask({ ownerId })} onClose={onClose} /> : null}
    </Stack>
  )
}

function HandOver({ busy, onSubmit, onClose }: { busy: boolean; onSubmit: (ownerId: string) => void; onClose: () => void }) {
  const { t } = useTranslation(['bulk', 'common'])
  const [to, setTo] = useState<string | null>(null)
  return (
    <>
      <Text size="sm" c="dimmed">{t('bulk:handOverText')}</Text>
      <FieldInput kind="person" label={t('bulk:colleague')} autoFocus onChange={(id: string | null) => setTo(id)} />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>{t('common:action.cancel')}</Button>
        <Button loading={busy} disabled={to === null} onClick={() => { if (to) onSubmit(to) }}>{t('bulk:preview')}</Button>
      </Group>
    </>
  )
}
