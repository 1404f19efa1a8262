import { Modal, TextInput } from '@mantine/core'
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
  const [teams, setTeams] = useState(pipeline?.teams ?? [])
  const save = () => (pipeline ? setup.save(pipeline, { name, teams }, t('saved', { name })) : setup.add(name, teams))
  return (
    <SetupForm submitLabel={pipeline ? t('common:action.save') : t('add')} onSubmit={save} onClose={onClose}>
      <TextInput label={t('name')} value={name} onChange={(e) => setName(e.currentTarget.value)} maxLength={80} required data-autofocus />
      <TeamChoice value={teams} onChange={setTeams} />
    </SetupForm>
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
