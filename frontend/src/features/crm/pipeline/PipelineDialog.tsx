import { Modal, Radio, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useCan } from '@/shared/api/me'
import type { UsedPipeline } from '@/shared/api/typesPipeline'
import classes from './Pipelines.module.css'
import { SetupForm } from './SetupForm'
import { usePipelineSetup } from './usePipelineSetup'

interface PipelineDialogProps { opened: boolean; pipeline: UsedPipeline | null; onClose: () => void }

/** A new pipeline, or an old one's name and teams. */
export function PipelineDialog({ opened, ...rest }: PipelineDialogProps) {
  const { t } = useTranslation('pipeline')
  return (
    <Modal opened={opened} onClose={rest.onClose} title={rest.pipeline ? t('edit') : t('new')} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {opened ? <Fields {...rest} /> : null}
    </Modal>
  )
}

function Fields({ pipeline, onClose }: Omit<PipelineDialogProps, 'opened'>) {
  const { t } = useTranslation(['pipeline', 'common'])
  const setup = usePipelineSetup()
  const [name, setName] = useState(pipeline?.name ?? '')
  const [mode, setMode] = useState(pipeline?.mode ?? 'b2b')
  const [teams, setTeams] = useState(pipeline?.teams ?? [])
  const save = () => (pipeline ? setup.save(pipeline, { name, mode, teams }, t('saved', { name })) : setup.add(name, mode, teams))
  return (
    <SetupForm submitLabel={pipeline ? t('common:action.save') : t('add')} onSubmit={save} onClose={onClose}>
      <TextInput label={t('name')} value={name} onChange={(e) => setName(e.currentTarget.value)} maxLength={80} required data-autofocus />
      <ModeChoice value={mode} onChange={setMode} />
      <TeamChoice value={teams} onChange={setTeams} />
    </SetupForm>
  )
}

type Mode = NonNullable<UsedPipeline['mode']>

/** Whom it sells to. It can be changed at any time: what belongs to the other way is kept. */
function ModeChoice({ value, onChange }: { value: Mode; onChange: (mode: Mode) => void }) {
  const { t } = useTranslation('pipeline')
  return (
    <Radio.Group label={t('mode.legend')} value={value} onChange={(v) => onChange(v as Mode)}>
      <Stack gap="xs" mt={6}>
        {(['b2b', 'b2c'] as const).map((mode) => <Radio key={mode} value={mode} label={t(`mode.${mode}`)} description={t(`mode.${mode}Hint`)} />)}
      </Stack>
    </Radio.Group>
  )
}

/** Which teams use it; none are all. Without teams there is nothing to choose. */
function TeamChoice({ value, onChange }: { value: string[]; onChange: (teams: string[]) => void }) {
  const { t } = useTranslation('pipeline')
  const { data } = useQuery({ queryKey: ['/teams'], queryFn: ({ signal }) => api.get('/teams', { signal }), enabled: useCan()('team', 'read') })
  if (!data || data.items.length === 0) return null
  return (
    <fieldset className={classes.choices}>
      <legend>{t('teams.legend')}</legend>
      {data.items.map((team) => (
        <label key={team.id}>
          <input type="checkbox" checked={value.includes(team.id)} onChange={(e) => onChange(e.currentTarget.checked ? [...value, team.id] : value.filter((id) => id !== team.id))} />{team.name}
        </label>
      ))}
    </fieldset>
  )
}
