import { Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiProblem } from '@/shared/api/problem'
import type { Team } from '@/shared/api/types'
import { fieldProblemText, problemText } from '@/shared/i18n/problemText'
import { TeamAbove } from './TeamAbove'
import { TeamPeople } from './TeamPeople'
import { useSaveTeam, type TeamMember } from './teamQuery'

/** A new team, or an old one's name and people. */
export function TeamDialog({ team, onClose }: { team: Team | 'new' | null; onClose: () => void }) {
  const { t } = useTranslation('access')
  const phone = useMediaQuery('(max-width: 767px)')
  return (
    <Modal opened={team !== null} onClose={onClose} title={team === 'new' ? t('team.new') : t('team.edit')} size="md" fullScreen={phone} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {team ? <TeamForm team={team === 'new' ? null : team} onClose={onClose} /> : null}
    </Modal>
  )
}

function TeamForm({ team, onClose }: { team: Team | null; onClose: () => void }) {
  const { t } = useTranslation(['access', 'common'])
  const [name, setName] = useState(team?.name ?? '')
  const [parentId, setParentId] = useState(team?.parentId ?? null)
  const [members, setMembers] = useState<TeamMember[]>(team?.members ?? [])
  const [missing, setMissing] = useState(false)
  const save = useSaveTeam()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setMissing(name.trim() === '')
    if (name.trim()) save.mutate({ team, name: name.trim(), parentId, members }, { onSuccess: onClose })
  }
  const atName = save.error instanceof ApiProblem ? save.error.errors.find((e) => e.field === 'name') : undefined
  const label = t('team.name')
  const wrong = missing ? fieldProblemText('field.required', label, '') : atName ? fieldProblemText(atName.code, label, atName.detail) : undefined
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput label={label} value={name} onChange={(e) => { setName(e.currentTarget.value); setMissing(false) }} error={wrong} maxLength={80} data-autofocus />
        <TeamAbove team={team} value={parentId} onChange={setParentId} />
        <TeamPeople members={members} onChange={setMembers} />
        {save.error && !atName ? <Alert color="red" variant="light" role="alert">{problemText(save.error)}</Alert> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>{t('common:action.cancel')}</Button>
          <Button type="submit" loading={save.isPending}>{team ? t('common:action.save') : t('team.create')}</Button>
        </Group>
      </Stack>
    </form>
  )
}
