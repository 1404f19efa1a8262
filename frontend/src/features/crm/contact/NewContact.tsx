import { Button, Drawer, Stack } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { askedOf, useLayout } from '@/shared/api/layouts'
import { useMe, useOpenFields } from '@/shared/api/me'
import type { Contact } from '@/shared/api/types'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { FieldInput, type FieldKind } from '@/shared/ui/form/FieldInput'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import { filledIn, OwnInputsLater, useOwnLabels, type OwnForm } from '@/shared/ui/own/ownForm'
import { AlikeNote } from '@/shared/ui/record/AlikeNote'
import { inform } from '@/shared/ui/undoable'
import { useCreateContact, useLabels, type Field } from './contactQuery'
import { useAlike } from './useAlike'

interface NewContactProps {
  opened: boolean
  onClose: () => void
  /** The company it is added to, from that company's page; one stays there. */
  company?: { id: string; name: string }
}

type Values = Record<Exclude<Field, 'companyId' | 'ownerId' | 'preferredName' | 'companySince' | 'language' | 'tags'>, string> & { companyId: string | null; ownerId: string | null } & OwnForm

const names: [keyof Omit<Values, 'custom'>, FieldKind][] = [['firstName', 'text'], ['lastName', 'text']]
const first: [keyof Omit<Values, 'custom'>, FieldKind][] = [['email', 'email'], ['phone', 'phone'], ['companyId', 'company']]
const rest: [keyof Omit<Values, 'custom'>, FieldKind][] = [['jobTitle', 'text'], ['ownerId', 'person'], ['birthday', 'date'], ['street', 'text'], ['postcode', 'text'], ['city', 'text'], ['country', 'text'], ['source', 'text']]

/** A new contact: one field is enough, five are offered, the others on demand. */
export function NewContact({ opened, onClose, company }: NewContactProps) {
  const { t } = useTranslation('contact')
  return (
    <Drawer opened={opened} onClose={onClose} position="right" title={t('new')} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {opened ? <NewContactForm onClose={onClose} company={company} /> : null}
    </Drawer>
  )
}

function NewContactForm({ onClose, company }: Omit<NewContactProps, 'opened'>) {
  const { t } = useTranslation('contact')
  const labels = useLabels()
  const create = useCreateContact()
  const added = useAdded(onClose, company !== undefined)
  const { user } = useMe()
  const { fills } = useOpenFields('contact')
  const form = useApiForm<Values>({
    name: company ? `contact.new.${company.id}` : 'contact.new',
    initialValues: { firstName: '', lastName: '', email: '', phone: '', jobTitle: '', companyId: company?.id ?? null, ownerId: user.id, birthday: '', street: '', postcode: '', city: '', country: '', source: '', custom: {} },
    labels: { ...labels, ...useOwnLabels('contact') },
    check: (v) => ([v.firstName, v.lastName, v.email, v.phone].every((x) => x.trim() === '') ? { firstName: t('nameless') } : {}),
    submit: async (v) => added(await create(draftOf(v))),
  })
  const values = form.form.getValues()
  const layout = useLayout('contact')
  const { now, later } = askedOf(layout, names, first, rest)
  const [more, setMore] = useState(later.some(([f]) => f !== 'ownerId' && values[f]))
  const input = ([field, kind]: [keyof Omit<Values, 'custom'>, FieldKind]) => <FieldInput key={field} kind={kind} {...form.field(field)} defaultLabel={labelOf(field, company, user)} data-autofocus={field === 'firstName' || undefined} />
  const alike = useAlike()
  return (
    <>
      <ApiFormBody form={form} submitLabel={t('add')} onCancel={onClose}>
        <Stack gap="sm" onBlur={() => alike.ask(form.form.getValues())}>
          {now.filter(([f]) => fills(f)).map(input)}
          {more ? later.filter(([f]) => fills(f)).map(input) : <Button variant="subtle" size="compact-sm" style={{ alignSelf: 'flex-start' }} aria-expanded={false} onClick={() => setMore(true)}>{t('moreFields')}</Button>}
          <Suspense fallback={null}><OwnInputsLater object="contact" form={form} also={layout?.ask} /></Suspense>
        </Stack>
      </ApiFormBody>
      <AlikeNote path="contacts" items={alike.items} />
    </>
  )
}

const labelOf = (field: keyof Omit<Values, 'custom'>, company: NewContactProps['company'], user: { name: string }) => (field === 'companyId' ? company?.name : field === 'ownerId' ? user.name : undefined)

/** Only what was filled in. */
const draftOf = ({ custom, ...values }: Values) => ({ ...Object.fromEntries(Object.entries(values).map(([k, v]) => [k, typeof v === 'string' ? v.trim() : v]).filter(([, v]) => v !== '' && v !== null)), ...filledIn(custom) })

/** Says that it worked and shows the new contact, unless it was made on a company's page. */
function useAdded(onClose: () => void, stay: boolean) {
  const { t } = useTranslation('contact')
  const { slug } = useMe().tenant
  const navigate = useNavigate()
  return (contact: Contact) => {
    inform(t('added', { name: contact.name }))
    onClose()
    if (!stay) void navigate({ to: '/$slug/contacts/$id', params: { slug, id: contact.id } })
  }
}
