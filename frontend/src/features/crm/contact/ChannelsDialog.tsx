import { ActionIcon, Alert, Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { IconArrowUp, IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useOpenFields } from '@/shared/api/me'
import type { Channel, ChannelLabel, Contact, ContactDraft } from '@/shared/api/types'
import { useLabels, useSaveContact } from './contactQuery'
import { useSending } from './useSending'

interface ChannelsDialogProps { contact: Contact; opened: boolean; onClose: () => void }

/** All addresses and numbers of a person; the first of each kind is the primary one. */
export function ChannelsDialog({ contact, opened, onClose }: ChannelsDialogProps) {
  const { t } = useTranslation('contact')
  return (
    <Modal opened={opened} onClose={onClose} size="lg" title={t('channels.title')} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {opened ? <Channels contact={contact} onClose={onClose} /> : null}
    </Modal>
  )
}

interface Row extends Channel { key: number }
const blank: Channel = { value: '', label: '' }
let keys = 0
const rows = (primary: string | null, label: ChannelLabel, more: Channel[]): Row[] => [{ value: primary ?? '', label }, ...more].map((c) => ({ ...c, key: keys++ }))
const kept = (all: Row[]): Channel[] => all.filter((r) => r.value.trim() !== '').map(({ value, label }) => ({ value: value.trim(), label }))

function Channels({ contact, onClose }: Omit<ChannelsDialogProps, 'opened'>) {
  const { t } = useTranslation('contact')
  const labels = useLabels()
  const { fills } = useOpenFields('contact')
  const save = useSaveContact()
  const [emails, setEmails] = useState(() => rows(contact.email, contact.emailLabel, contact.moreEmails))
  const [phones, setPhones] = useState(() => rows(contact.phone, contact.phoneLabel, contact.morePhones))
  const { send, busy, problem } = useSending({ email: labels.email, moreEmails: labels.email, phone: labels.phone, morePhones: labels.phone })
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    const draft: ContactDraft = {}
    if (fills('email')) { const [first = blank, ...more] = kept(emails); Object.assign(draft, { email: first.value, emailLabel: first.label, moreEmails: more }) }
    if (fills('phone')) { const [first = blank, ...more] = kept(phones); Object.assign(draft, { phone: first.value, phoneLabel: first.label, morePhones: more }) }
    void send(() => save(contact, draft)).then((sent) => { if (sent) onClose() })
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {fills('email') ? <Kind kind="email" label={labels.email} all={emails} set={setEmails} /> : null}
        {fills('phone') ? <Kind kind="phone" label={labels.phone} all={phones} set={setPhones} /> : null}
        {problem ? <Alert color="red" variant="light" p="sm" role="alert">{problem}</Alert> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>{t('common:action.cancel')}</Button>
          <Button type="submit" loading={busy}>{t('common:action.save')}</Button>
        </Group>
      </Stack>
    </form>
  )
}

const inputOf = { email: { type: 'email', inputMode: 'email' }, phone: { type: 'tel', inputMode: 'tel' } } as const
const choices: ChannelLabel[] = ['', 'work', 'home', 'mobile', 'other']

function Kind({ kind, label, all, set }: { kind: 'email' | 'phone'; label: string; all: Row[]; set: (all: Row[]) => void }) {
  const { t } = useTranslation('contact')
  const change = (row: Row, to: Partial<Channel>) => set(all.map((r) => (r.key === row.key ? { ...r, ...to } : r)))
  return (
    <Stack gap={6} role="group" aria-label={label}>
      <Text size="sm" fw={550}>{label}</Text>
      {all.map((row, i) => {
        const name = i === 0 ? t('channels.primary', { what: label }) : `${label} ${String(i + 1)}`
        return (
          <Group key={row.key} gap={6}>
            <TextInput style={{ flex: '1 1 220px' }} {...inputOf[kind]} autoComplete="off" aria-label={name} placeholder={i === 0 ? name : undefined} value={row.value} onChange={(e) => change(row, { value: e.currentTarget.value })} />
            <NativeSelect w={110} aria-label={t('channels.labelOf', { what: name })} value={row.label} onChange={(e) => change(row, { label: e.currentTarget.value as ChannelLabel })}
              data={choices.map((c) => ({ value: c, label: c === '' ? '—' : t(`channels.label.${c}`) }))} />
            <ActionIcon size="md" disabled={i === 0} aria-label={t('channels.makePrimary', { what: name })} onClick={() => set([row, ...all.filter((r) => r.key !== row.key)])}><IconArrowUp size={15} aria-hidden /></ActionIcon>
            <ActionIcon size="md" aria-label={t('channels.remove', { what: name })} onClick={() => set(all.filter((r) => r.key !== row.key))}><IconX size={15} aria-hidden /></ActionIcon>
          </Group>
        )
      })}
      {all.length < 10 ? <Button style={{ alignSelf: 'flex-start' }} size="compact-sm" variant="subtle" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => set([...all, { ...blank, key: keys++ }])}>{t(`channels.add.${kind}`)}</Button> : null}
    </Stack>
  )
}
