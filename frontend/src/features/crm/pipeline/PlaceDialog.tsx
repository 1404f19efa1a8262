import { Button, Group, Modal, NativeSelect, Stack } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Pipeline, Stage } from '@/shared/api/types'

interface PlaceDialogProps { opened: boolean; pipelines: Pipeline[]; onClose: () => void; onMove: (stage: Stage) => void }

/** Into which pipeline, and into which of its stages? */
export function PlaceDialog({ opened, onClose, ...rest }: PlaceDialogProps) {
  const { t } = useTranslation('pipeline')
  return (
    <Modal opened={opened} onClose={onClose} title={t('place.title')} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {opened ? <Places onClose={onClose} {...rest} /> : null}
    </Modal>
  )
}

const enterable = (pipeline: Pipeline | undefined) => pipeline?.stages.filter((s) => !s.closed) ?? []

function Places({ pipelines, onClose, onMove }: Omit<PlaceDialogProps, 'opened'>) {
  const { t } = useTranslation(['pipeline', 'common'])
  const [pipelineId, setPipelineId] = useState(pipelines[0]?.id ?? '')
  const stages = enterable(pipelines.find((p) => p.id === pipelineId))
  const [stageId, setStageId] = useState(stages[0]?.id ?? '')
  const stage = stages.find((s) => s.id === stageId)
  const choose = (id: string) => {
    setPipelineId(id)
    setStageId(enterable(pipelines.find((p) => p.id === id))[0]?.id ?? '')
  }
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    if (stage) onMove(stage)
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <NativeSelect label={t('place.pipeline')} value={pipelineId} onChange={(e) => choose(e.currentTarget.value)} data={pipelines.map((p) => ({ value: p.id, label: p.name }))} data-autofocus />
        <NativeSelect label={t('place.stage')} value={stageId} onChange={(e) => setStageId(e.currentTarget.value)} data={stages.map((s) => ({ value: s.id, label: s.name }))} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>{t('common:action.cancel')}</Button>
          <Button type="submit" disabled={!stage}>{t('place.submit')}</Button>
        </Group>
      </Stack>
    </form>
  )
}
