import { ActionIcon, Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact, Position } from '@/shared/api/types'
import { CompanyPicker } from '@/shared/ui/form/pickers'
import { useLabels, useSaveContact } from './contactQuery'
import { useSending } from './useSending'

interface PositionsDialogProps { contact: Contact; opened: boolean; onClose: () => void }

/** Where a person works and worked, with titles and dates; the first is the present company. */
export function PositionsDialog({ contact, opened, onClose }: PositionsDialogProps) {
  const { t } = useTranslation('contact')
  return (
    <Modal opened={opened} onClose={onClose} size="lg" title={t('positions.title', { name: contact.name })} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {opened ? <Edit contact={contact} onClose={onClose} /> : null}
    </Modal>
  )
}

interface Row { key: number; companyId: string | null; companyName: string; jobTitle: string; from: string | null; to: string | null }
let keys = 0
const blank = (): Row => ({ key: keys++, companyId: null, companyName: '', jobTitle: '', from: null, to: null })
const rowOf = (p: Position): Row => ({ ...p, key: keys++ })
const present = (c: Contact): Row => ({ key: keys++, companyId: c.companyId, companyName: c.companyName ?? '', jobTitle: c.jobTitle ?? '', from: c.companySince, to: null })

function Edit({ contact, onClose }: Omit<PositionsDialogProps, 'opened'>) {
  const { t } = useTranslation('contact')
  const labels = useLabels()
  const save = useSaveContact()
  const [main, setMain] = useState(() => present(contact))
  const [others, setOthers] = useState(() => contact.positions.map(rowOf))
  const { send, busy, problem } = useSending({ positions: t('positions.others'), companySince: labels.companySince, companyId: labels.companyId })
  const leave = () => { setOthers([{ ...main, key: keys++ }, ...others]); setMain(blank()) }
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    const positions = others.flatMap((r) => (r.companyId ? [{ companyId: r.companyId, jobTitle: r.jobTitle.trim(), from: r.from, to: r.to }] : []))
    const named = positions.map((p) => ({ ...p, companyName: others.find((r) => r.companyId === p.companyId)?.companyName ?? '' }))
    const draft = { companyId: main.companyId, jobTitle: main.jobTitle.trim(), companySince: main.from, positions }
    void send(() => save(contact, draft, { companyName: main.companyName, positions: named })).then((sent) => { if (sent) onClose() })
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <PositionRow row={main} name={t('positions.present')} set={setMain} />
        {main.companyId ? <Button style={{ alignSelf: 'flex-start' }} size="compact-sm" variant="default" onClick={leave}>{t('positions.leave')}</Button> : null}
        {others.map((row, i) => (
          <PositionRow key={row.key} row={row} name={t('positions.other', { n: i + 1 })} ends set={(next) => setOthers(others.map((r) => (r.key === row.key ? next : r)))}
            onRemove={() => setOthers(others.filter((r) => r.key !== row.key))} />
        ))}
        <Button style={{ alignSelf: 'flex-start' }} size="compact-sm" variant="subtle" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setOthers([...others, blank()])}>{t('positions.add')}</Button>
        {problem ? <Alert color="red" variant="light" p="sm" role="alert">{problem}</Alert> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>{t('common:action.cancel')}</Button>
          <Button type="submit" loading={busy}>{t('common:action.save')}</Button>
        </Group>
      </Stack>
    </form>
  )
}

interface PositionRowProps { row: Row; name: string; ends?: boolean; set: (row: Row) => void; onRemove?: () => void }

function PositionRow({ row, name, ends, set, onRemove }: PositionRowProps) {
  const { t } = useTranslation('contact')
  const labels = useLabels()
  return (
    <Stack gap={6} role="group" aria-label={name}>
      <Group gap={6} wrap="nowrap" align="flex-end">
        <div style={{ flex: 1 }}><CompanyPicker key={row.key} label={name} defaultValue={row.companyId} defaultLabel={row.companyName} onChange={(companyId, companyName) => set({ ...row, companyId, companyName: companyName ?? '' })} /></div>
        {onRemove ? <ActionIcon size="lg" aria-label={t('positions.remove', { what: row.companyName || name })} onClick={onRemove}><IconX size={15} aria-hidden /></ActionIcon> : null}
      </Group>
      <Group gap={6} grow>
        <TextInput size="xs" label={labels.jobTitle} value={row.jobTitle} onChange={(e) => set({ ...row, jobTitle: e.currentTarget.value })} />
        <TextInput size="xs" type="date" label={t('positions.from')} value={row.from ?? ''} onChange={(e) => set({ ...row, from: e.currentTarget.value || null })} />
        {ends ? <TextInput size="xs" type="date" label={t('positions.to')} value={row.to ?? ''} onChange={(e) => set({ ...row, to: e.currentTarget.value || null })} /> : null}
      </Group>
    </Stack>
  )
}
