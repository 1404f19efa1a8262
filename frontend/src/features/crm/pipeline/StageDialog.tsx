import { Modal, NativeSelect, Text, TextInput, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ownFieldsQuery, ownKey } from '@/shared/api/fields'
import type { Pipeline, Stage } from '@/shared/api/types'
import type { StageDraft } from '@/shared/api/typesPipeline'
import { askedText, asks } from './asks'
import classes from './Pipelines.module.css'
import { SetupForm } from './SetupForm'
import { draftOf, usePipelineSetup } from './usePipelineSetup'

interface StageDialogProps { pipeline: Pipeline; stage: Stage | 'new' | null; onClose: () => void }

/** What a stage is called, when a deal leaves it, and what it asks for. */
export function StageDialog({ pipeline, stage, onClose }: StageDialogProps) {
  const { t } = useTranslation('pipeline')
  return (
    <Modal opened={stage !== null} onClose={onClose} title={t(stage === 'new' ? 'stage.new' : 'stage.edit')} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {stage ? <Fields pipeline={pipeline} stage={stage === 'new' ? null : stage} onClose={onClose} /> : null}
    </Modal>
  )
}

const blank: StageDraft = { name: '', kind: 'open', probability: 50, exitRule: '', rotDays: 0, gate: [] }

function Fields({ pipeline, stage, onClose }: { pipeline: Pipeline; stage: Stage | null; onClose: () => void }) {
  const { t } = useTranslation(['pipeline', 'deal', 'common'])
  const setup = usePipelineSetup()
  const [draft, setDraft] = useState<StageDraft>(() => (stage ? draftOf(stage) : blank))
  const set = (changes: Partial<StageDraft>) => setDraft({ ...draft, ...changes })
  const save = () => setup.save(pipeline, { stages: withStage(pipeline, draft) }, t('saved', { name: draft.name }))
  return (
    <SetupForm submitLabel={stage ? t('common:action.save') : t('stage.add')} onSubmit={save} onClose={onClose}>
      <TextInput label={t('name')} value={draft.name} onChange={(e) => set({ name: e.currentTarget.value })} maxLength={80} required data-autofocus />
      {stage ? null : <NativeSelect label={t('stage.kind')} value={draft.kind} onChange={(e) => set(ofKind(e.currentTarget.value as Stage['kind']))} data={(['open', 'won', 'lost'] as const).map((kind) => ({ value: kind, label: t(`deal:status.${kind}`) }))} />}
      {draft.kind === 'open' ? <TextInput type="number" min={0} max={100} required label={t('stage.probability')} value={draft.probability} onChange={(e) => set({ probability: e.currentTarget.valueAsNumber || 0 })} /> : null}
      {draft.kind === 'open' ? <TextInput type="number" min={0} max={365} required label={t('stage.rotDays')} description={t('stage.rotHint')} value={draft.rotDays} onChange={(e) => set({ rotDays: e.currentTarget.valueAsNumber || 0 })} /> : null}
      <Textarea label={t('stage.exitRule')} description={t('stage.exitHint')} value={draft.exitRule} onChange={(e) => set({ exitRule: e.currentTarget.value })} maxLength={240} autosize minRows={2} />
      <GateChoice value={draft.gate} onChange={(gate) => set({ gate })} />
    </SetupForm>
  )
}

/** What is won is won, and what is lost is lost. */
const ofKind = (kind: Stage['kind']) => ({ kind, probability: { open: 50, won: 100, lost: 0 }[kind], rotDays: 0 })

/** The stages with a drafted one: at its place, or a new one behind the last open one. */
function withStage(pipeline: Pipeline, draft: StageDraft): StageDraft[] {
  const all = pipeline.stages.map(draftOf)
  if (draft.id) return all.map((s) => (s.id === draft.id ? draft : s))
  const end = draft.kind === 'open' ? all.filter((s) => s.kind === 'open').length : all.length
  return [...all.slice(0, end), draft, ...all.slice(end)]
}

function GateChoice({ value, onChange }: { value: string[]; onChange: (gate: string[]) => void }) {
  const { t } = useTranslation(['pipeline', 'deal'])
  const { data: own = [] } = useQuery(ownFieldsQuery('deal'))
  const offered = [...asks, ...own.filter((f) => f.state === 'active' || value.includes(ownKey(f.id))).map((f) => ownKey(f.id))]
  return (
    <fieldset className={classes.choices}>
      <legend>{t('gate.legend')}</legend>
      <Text size="xs" c="dimmed" w="100%">{t('gate.hint')}</Text>
      {offered.map((field) => (
        <label key={field}>
          <input type="checkbox" checked={value.includes(field)} onChange={(e) => onChange(e.currentTarget.checked ? [...value, field] : value.filter((f) => f !== field))} />{askedText(t, field, own)}
        </label>
      ))}
    </fieldset>
  )
}
