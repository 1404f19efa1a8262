import { Group, TextInput } from '@mantine/core'
import { IconFileZip, IconMail, IconPhone, IconTrash, IconUserOff } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useCan, useMe } from '@/shared/api/me'
import type { Contact } from '@/shared/api/types'
import { Avatar } from '@/shared/ui/Avatar'
import { InlineEdit } from '@/shared/ui/form/InlineEdit'
import { Mail, Phone, type Reaching } from '@/shared/ui/record/reach'
import { RecordHead } from '@/shared/ui/record/RecordHead'
import { RowMenu } from '@/shared/ui/RowMenu'
import { useRemoveAndLeave } from '@/shared/ui/useRemoveRecord'
import { useLabels, useSaveContact } from './contactQuery'

/** Who it is, where they work, and the ways to reach them. */
export function ContactHead({ contact, reaching }: { contact: Contact; reaching: Reaching }) {
  const { t } = useTranslation('contact')
  return (
    <RecordHead path="/contacts" id={contact.id} name={contact.name} listLabel={t('title')} mark={<Avatar name={contact.name} size={44} />}
      title={<NameEdit contact={contact} />} below={<Work contact={contact} />} actions={<Actions contact={contact} reaching={reaching} />} />
  )
}

interface Name { first: string; last: string }
const same = (a: Name, b: Name) => a.first.trim() === b.first.trim() && a.last.trim() === b.last.trim()

/** First and last name are edited together, where the whole name is read. */
function NameEdit({ contact }: { contact: Contact }) {
  const { t } = useTranslation('contact')
  const labels = useLabels()
  const save = useSaveContact()
  const fixed = !useCan()('contact', 'update')
  const store = ({ first, last }: Name) => {
    const name = `${first} ${last}`.trim() || contact.email || contact.phone || contact.name
    return save(contact, { firstName: first.trim(), lastName: last.trim() }, { name })
  }
  return (
    <InlineEdit label={t('field.name')} value={{ first: contact.firstName ?? '', last: contact.lastName ?? '' }} same={same} shown={contact.name} disabled={fixed} onSave={store}
      input={({ value, set, error }) => (
        <Group gap="xs" wrap="nowrap" align="flex-start">
          <TextInput aria-label={labels.firstName} placeholder={labels.firstName} autoFocus value={value.first} error={error} onChange={(e) => set({ ...value, first: e.currentTarget.value })} />
          <TextInput aria-label={labels.lastName} placeholder={labels.lastName} value={value.last} onChange={(e) => set({ ...value, last: e.currentTarget.value })} />
        </Group>
      )} />
  )
}

function Work({ contact }: { contact: Contact }) {
  const { slug } = useMe().tenant
  const company = contact.companyId && contact.companyName ? <Link to="/$slug/companies/$id" params={{ slug, id: contact.companyId }}>{contact.companyName}</Link> : null
  if (!contact.jobTitle) return company
  return company ? <>{contact.jobTitle} · {company}</> : contact.jobTitle
}

function Actions({ contact, reaching: { write, call } }: { contact: Contact; reaching: Reaching }) {
  const { t } = useTranslation('contact')
  const can = useCan()
  const { slug } = useMe().tenant
  const navigate = useNavigate()
  const ask = (what: 'report' | 'erase') => () => void navigate({ to: '/$slug/settings/privacy', params: { slug }, search: { contact: contact.id, ask: what } })
  const remove = useRemoveAndLeave('/contacts')
  return (
    <>
      <Phone value={contact.phone} label={t('call')} through={call} />
      <Mail value={contact.email} label={t('mail')} through={write} />
      <RowMenu size="lg" label={t('common:action.more')} entries={[
        write !== undefined && { label: t('mail'), icon: IconMail, onClick: write }, call !== undefined && { label: t('common:callThrough'), icon: IconPhone, onClick: call }, can('privacy', 'create') && { label: t('giveOut'), icon: IconFileZip, onClick: ask('report') },
        can('contact', 'delete') && { label: t('delete'), icon: IconTrash, danger: true, onClick: () => void remove(contact) }, can('privacy', 'delete') && { label: t('eraseForGood'), icon: IconUserOff, danger: true, onClick: ask('erase') },
      ]} />
    </>
  )
}
