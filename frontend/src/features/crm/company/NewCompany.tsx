import { Button, Drawer, Stack } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { askedOf, useLayout } from '@/shared/api/layouts'
import { useMe, useOpenFields } from '@/shared/api/me'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { FieldInput, type FieldKind } from '@/shared/ui/form/FieldInput'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import { filledIn, OwnInputsLater, useOwnLabels, type OwnForm } from '@/shared/ui/own/ownForm'
import { AlikeNote } from '@/shared/ui/record/AlikeNote'
import { inform } from '@/shared/ui/undoable'
import { useCreateCompany, useLabels, type Field } from './companyQuery'
import { useAlike } from './useAlike'

type Values = Record<Exclude<Field, 'ownerId' | 'kinds' | 'tags'>, string> & { ownerId: string | null } & OwnForm

const names: [keyof Omit<Values, 'custom'>, FieldKind][] = [['name', 'text']]
const first: [keyof Omit<Values, 'custom'>, FieldKind][] = [['website', 'text'], ['email', 'email'], ['phone', 'phone'], ['industry', 'text']]
const rest: [keyof Omit<Values, 'custom'>, FieldKind][] = [['ownerId', 'person'], ['domain', 'text'], ['street', 'text'], ['postcode', 'text'], ['city', 'text'], ['country', 'text']]

/** A new company: its name is enough, five fields are offered, the others on demand. */
export function NewCompany({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('company')
  return (
    <Drawer opened={opened} onClose={onClose} position="right" title={t('new')} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {opened ? <NewCompanyForm onClose={onClose} /> : null}
    </Drawer>
  )
}

function NewCompanyForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('company')
  const create = useCreateCompany()
  const navigate = useNavigate()
  const { user, tenant } = useMe()
  const { fills } = useOpenFields('company')
  const form = useApiForm<Values>({
    name: 'company.new',
    initialValues: { name: '', website: '', email: '', phone: '', industry: '', ownerId: user.id, domain: '', street: '', postcode: '', city: '', country: '', custom: {} },
    labels: { ...useLabels(), ...useOwnLabels('company') },
    required: ['name'],
    submit: async (v) => {
      const company = await create(draftOf(v))
      inform(t('added', { name: company.name }))
      onClose()
      void navigate({ to: '/$slug/companies/$id', params: { slug: tenant.slug, id: company.id } })
    },
  })
  const values = form.form.getValues()
  const layout = useLayout('company')
  const { now, later } = askedOf(layout, names, first, rest)
  const [more, setMore] = useState(later.some(([f]) => f !== 'ownerId' && values[f]))
  const input = ([field, kind]: [keyof Omit<Values, 'custom'>, FieldKind]) => <FieldInput key={field} kind={kind} {...form.field(field)} defaultLabel={field === 'ownerId' ? user.name : undefined} data-autofocus={field === 'name' || undefined} />
  const alike = useAlike()
  return (
    <>
      <ApiFormBody form={form} submitLabel={t('add')} onCancel={onClose}>
        <Stack gap="sm" onBlur={() => alike.ask(form.form.getValues())}>
          {now.filter(([f]) => fills(f)).map(input)}
          {more ? later.filter(([f]) => fills(f)).map(input) : <Button variant="subtle" size="compact-sm" style={{ alignSelf: 'flex-start' }} aria-expanded={false} onClick={() => setMore(true)}>{t('moreFields')}</Button>}
          <Suspense fallback={null}><OwnInputsLater object="company" form={form} also={layout?.ask} /></Suspense>
        </Stack>
      </ApiFormBody>
      <AlikeNote path="companies" items={alike.items} />
    </>
  )
}

/** Only what was filled in. */
const draftOf = ({ custom, ...values }: Values) => ({ ...Object.fromEntries(Object.entries(values).map(([k, v]) => [k, typeof v === 'string' ? v.trim() : v]).filter(([, v]) => v !== '' && v !== null)), ...filledIn(custom) })
