import { Alert, Button, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useCan } from '@/shared/api/me'
import type { ListView, Sharing } from '@/shared/api/typesView'
import { useViewActions } from '@/shared/api/views'
import { problemText } from '@/shared/i18n/problemText'
import type { ViewState } from './useViewState'
import type { Subject } from './ViewTabs'

interface ViewDialogProps { subject: Subject; state: ViewState; onClose: () => void; onMade: (view: ListView) => void }

/** The name of a view, and with whom it is shared. */
export function ViewDialog({ subject, onClose, ...rest }: ViewDialogProps) {
  const { t } = useTranslation('list')
  const title = subject && 'change' in subject ? t('list:view.rename') : t('list:view.saveAs')
  return (
    <Modal opened={subject !== null} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {subject ? <Form subject={subject} onClose={onClose} {...rest} /> : null}
    </Modal>
  )
}

function Form({ subject, state, onClose, onMade }: ViewDialogProps & { subject: NonNullable<Subject> }) {
  const { t } = useTranslation('list')
  const actions = useViewActions(state.object)
  const old = 'change' in subject ? subject.change : undefined
  const from = 'make' in subject ? subject.from : old
  const [name, setName] = useState(old?.name ?? (from ? t('list:view.copyOf', { name: from.name }).slice(0, 60) : ''))
  const [sharing, setSharing] = useState<Sharing>(old?.sharing ?? 'own')
  const [teamId, setTeamId] = useState(old?.teamId ?? '')
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (event: React.FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    setBusy(true)
    const draft = { name, sharing, ...(sharing === 'team' ? { teamId } : {}) }
    try {
      if (old) await actions.update(old, draft)
      else if ('make' in subject) onMade(await actions.create({ ...draft, ...subject.make }))
      onClose()
    } catch (refused) {
      setError(refused)
      setBusy(false)
    }
  }
  return (
    <form onSubmit={(e) => void submit(e)}>
      <Stack gap="md">
        <TextInput label={t('list:view.name')} value={name} onChange={(e) => setName(e.currentTarget.value)} maxLength={60} required data-autofocus autoComplete="off" />
        {state.all?.mayShare ? <Sharings sharing={sharing} teamId={teamId} onSharing={setSharing} onTeam={setTeamId} /> : null}
        {error ? <Alert color="red" role="alert">{problemText(error)}</Alert> : null}
        <Group justify="flex-end"><Button variant="default" onClick={onClose}>{t('common:action.cancel')}</Button><Button type="submit" loading={busy} disabled={name.trim() === '' || (sharing === 'team' && teamId === '')}>{t('common:action.save')}</Button></Group>
      </Stack>
    </form>
  )
}

interface SharingsProps { sharing: Sharing; teamId: string; onSharing: (s: Sharing) => void; onTeam: (id: string) => void }

function Sharings({ sharing, teamId, onSharing, onTeam }: SharingsProps) {
  const { t } = useTranslation('list')
  const may = useCan()('team', 'read')
  const { data = [] } = useQuery({ queryKey: ['/teams'], queryFn: async ({ signal }) => (await api.get('/teams', { signal })).items, enabled: may })
  const ways: Sharing[] = data.length > 0 ? ['own', 'team', 'all'] : ['own', 'all']
  return (
    <>
      <NativeSelect label={t('list:view.sharing')} description={sharing === 'own' ? undefined : t('list:view.sharingHint')} value={sharing} onChange={(e) => onSharing(e.currentTarget.value as Sharing)} data={ways.map((w) => ({ value: w, label: t(`list:sharing.${w}`) }))} />
      {sharing === 'team' ? <NativeSelect label={t('list:view.team')} value={teamId} onChange={(e) => onTeam(e.currentTarget.value)} data={[{ value: '', label: '—' }, ...data.map((team) => ({ value: team.id, label: team.name }))]} /> : null}
    </>
  )
}
