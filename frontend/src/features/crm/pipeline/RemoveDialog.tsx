import { Modal, NativeSelect, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Stage } from '@/shared/api/types'
import type { UsedPipeline } from '@/shared/api/typesPipeline'
import { useFormat } from '@/shared/i18n/format'
import { SetupForm } from './SetupForm'
import { draftOf, usePipelineSetup, useStanding } from './usePipelineSetup'

interface RemoveDialogProps { pipeline: UsedPipeline; pipelines: UsedPipeline[]; gone: Stage[] | null; onClose: () => void }

/** A stage, or a pipeline with all of its stages, goes: where do the deals in it go? */
export function RemoveDialog({ gone, ...rest }: RemoveDialogProps) {
  const { t } = useTranslation('pipeline')
  const whole = gone !== null && gone.length === rest.pipeline.stages.length
  const name = whole ? rest.pipeline.name : (gone?.[0]?.name ?? '')
  return (
    <Modal opened={gone !== null} onClose={rest.onClose} title={t('remove.title', { name })} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {gone ? <Moves gone={gone} whole={whole} {...rest} /> : null}
    </Modal>
  )
}

interface Target { id: string; name: string; pipeline: UsedPipeline }

/** Where deals of a stage can go: into stages of its kind that stay, those of the same pipeline first. */
function targetsOf(stage: Stage, gone: Stage[], pipeline: UsedPipeline, pipelines: UsedPipeline[]): Target[] {
  const ordered = [pipeline, ...pipelines.filter((p) => p.id !== pipeline.id)]
  return ordered.flatMap((p) => p.stages.filter((s) => s.kind === stage.kind && !s.closed && !gone.some((g) => g.id === s.id)).map((s) => ({ id: s.id, name: s.name, pipeline: p })))
}

function Moves({ gone, whole, pipeline, pipelines, onClose }: RemoveDialogProps & { gone: Stage[]; whole: boolean }) {
  const { t } = useTranslation(['pipeline', 'deal'])
  const format = useFormat()
  const standing = useStanding()
  const setup = usePipelineSetup()
  const [chosen, setChosen] = useState<Record<string, string>>({})
  const full = gone.filter((s) => standing(s.id) > 0)
  const targetOf = (stage: Stage) => {
    const all = targetsOf(stage, gone, pipeline, pipelines)
    return all.find((x) => x.id === chosen[stage.id]) ?? all.find((x) => x.name === stage.name) ?? all[0]
  }
  const save = () => {
    const moves = full.flatMap((s) => { const to = targetOf(s); return to ? [{ from: s.id, to: to.id }] : [] })
    if (whole) return setup.remove(pipeline, moves)
    return setup.save(pipeline, { stages: pipeline.stages.filter((s) => !gone.some((g) => g.id === s.id)).map(draftOf), moves }, t('removed', { name: gone[0]?.name }))
  }
  return (
    <SetupForm danger submitLabel={t(full.length > 0 ? 'remove.move' : 'remove.only')} onSubmit={save} onClose={onClose}>
      {full.length === 0 ? <Text size="sm">{t('remove.empty')}</Text> : null}
      {full.map((stage) => {
        const to = targetOf(stage)
        const count = standing(stage.id)
        return (
          <NativeSelect key={stage.id} label={t('remove.where', { name: stage.name })} value={to?.id ?? ''} onChange={(e) => setChosen({ ...chosen, [stage.id]: e.currentTarget.value })}
            description={to ? t('remove.preview', { count, n: format.number(count), name: to.name }) : undefined} inputWrapperOrder={['label', 'input', 'description']}
            data={targetsOf(stage, gone, pipeline, pipelines).map((x) => ({ value: x.id, label: x.pipeline.id === pipeline.id ? x.name : `${x.pipeline.name}: ${x.name}` }))} />
        )
      })}
      <Text size="xs" c="dimmed">{t('remove.text')}</Text>
    </SetupForm>
  )
}
