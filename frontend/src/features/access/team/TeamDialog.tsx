import { Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiProblem } from '@/shared/api/problem'
import type { Team } from '@/shared/api/types'
import { ChangePreview } from '@/shared/ui/access/ChangePreview'
import { fieldProblemText, problemText } from '@/shared/i18n/problemText'
import { TeamAbove } from './TeamAbove'
import { TeamPeople } from './TeamPeople'
import type { TeamMember } from './teamQuery'
import { useTeamChange } from './useTeamChange'

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
  const [problem, setProblem] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const { ask, asked, answer } = useTeamChange()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setMissing(name.trim() === '')
    setProblem(null)
    if (name.trim() === '') return
    setBusy(true)
    ask({ team, name: name.trim(), parentId, members }, name.trim(), onClose).catch(setProblem).finally(() => setBusy(false))
  }
  const atName = problem instanceof ApiProblem ? problem.errors.find((e) => e.field === 'name') : undefined
  const label = t('team.name')
  const wrong = missing ? fieldProblemText('field.required', label, '') : atName ? fieldProblemText(atName.code, label, atName.detail) : undefined
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput label={label} value={name} onChange={(e) => { setName(e.currentTarget.value); setMissing(false) }} error={wrong} maxLength={80} data-autofocus />
        <TeamAbove team={team} value={parentId} onChange={setParentId} />
        <TeamPeople members={members} onChange={setMembers} />
        {problem && !atName ? <Alert color="red" variant="light" role="alert">{problemText(problem)}</Alert> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>{t('common:action.cancel')}</Button>
          <Button type="submit" loading={busy}>{team ? t('common:action.save') : t('team.create')}</Button>
        </Group>
      </Stack>
      <ChangePreview asked={asked} onAnswer={answer} />
    </form>
  )
}
