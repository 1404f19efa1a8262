import { Alert, Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConsentChannel, ConsentState, Contact } from '@/shared/api/types'
import { ConsentHistory } from './ConsentHistory'
import { useSaveContact } from './contactQuery'
import { useSending } from './useSending'

interface ConsentDialogProps {
  contact: Contact
  /** What it is about; null while nothing is shown. */
  channel: ConsentChannel | null
  /** Whether the history may only be read. */
  fixed: boolean
  onClose: () => void
}

/** What a person decided about marketing, when, and how it is known; a new decision is added, none is changed. */
export function ConsentDialog({ contact, channel, fixed, onClose }: ConsentDialogProps) {
  const { t } = useTranslation('contact')
  return (
    <Modal opened={channel !== null} onClose={onClose} title={channel ? t(`consent.${channel}`) : ''} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {channel ? <Stack gap="md">{fixed ? null : <Decide key={channel} contact={contact} channel={channel} onClose={onClose} />}<ConsentHistory id={contact.id} version={contact.version} channel={channel} /></Stack> : null}
    </Modal>
  )
}

type Part = Pick<ConsentDialogProps, 'contact'> & { channel: ConsentChannel }

function Decide({ contact, channel, onClose }: Part & { onClose: () => void }) {
  const { t } = useTranslation('contact')
  const save = useSaveContact()
  const state: ConsentState = contact.consent[channel][0]?.state === 'given' ? 'withdrawn' : 'given'
  const [source, setSource] = useState('')
  const [wording, setWording] = useState('')
  const [edition, setEdition] = useState('')
  const { send, busy, problem } = useSending({ source: t('consent.source'), wording: t('consent:wording'), edition: t('consent:edition'), consent: t(`consent.${channel}`) })
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    void send(() => save(contact, { consent: { channel, state, source, ...(wording.trim() ? { wording, edition } : {}) } }, { consent: contact.consent })).then((sent) => { if (sent) onClose() })
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput label={t('consent.source')} description={t('consent.sourceHint')} value={source} maxLength={200} data-autofocus withAsterisk onChange={(e) => setSource(e.currentTarget.value)} />
        {state === 'given' ? (
          <>
            <Textarea label={t('consent:wording')} description={t('consent:wordingHint')} value={wording} maxLength={2000} autosize minRows={2} maxRows={6} onChange={(e) => setWording(e.currentTarget.value)} />
            {wording.trim() ? <TextInput label={t('consent:edition')} value={edition} maxLength={40} onChange={(e) => setEdition(e.currentTarget.value)} /> : null}
          </>
        ) : null}
        {problem ? <Alert color="red" variant="light" p="sm" role="alert">{problem}</Alert> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>{t('common:action.cancel')}</Button>
          <Button type="submit" loading={busy}>{t(`consent.set.${state}`)}</Button>
        </Group>
      </Stack>
    </form>
  )
}
