import { Drawer, Stack } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { ownKey } from '@/shared/api/fields'
import { useMe } from '@/shared/api/me'
import { useLayout } from '@/shared/api/layouts'
import type { StandardObject } from '@/shared/api/typesField'
import type { OwnObject } from '@/shared/api/typesObject'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { FieldInput } from '@/shared/ui/form/FieldInput'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import { filledIn, OwnInputsLater, useOwnLabels, type OwnForm } from '@/shared/ui/own/ownForm'
import { inform } from '@/shared/ui/undoable'
import { useRecordActs } from './objectQuery'

interface NewRecordProps {
  object: OwnObject
  opened: boolean
  onClose: () => void
  /** With what it has to do, from that record's page; one stays there. */
  link?: { kind: StandardObject; id: string }
  /** With values that it has already, from the board; one stays there. */
  given?: OwnForm['custom']
}

/** A new record: its name, and the fields that it can't be without. */
export function NewRecord({ opened, onClose, object, link, given }: NewRecordProps) {
  const { t } = useTranslation('object')
  return (
    <Drawer opened={opened} onClose={onClose} position="right" title={t('newOf', { name: object.name })} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {opened ? <Form object={object} onClose={onClose} link={link} given={given} /> : null}
    </Drawer>
  )
}

function Form({ object, onClose, link, given }: Omit<NewRecordProps, 'opened'>) {
  const { t } = useTranslation('object')
  const acts = useRecordActs()
  const navigate = useNavigate()
  const { slug } = useMe().tenant
  const layout = useLayout(object.code)
  const also = [...layout?.ask ?? [], ...Object.keys(given ?? {}).map(ownKey)]
  const form = useApiForm<{ name: string } & OwnForm>({
    name: ['object', object.id, 'record', ...Object.values(given ?? {})].join('.'), initialValues: { name: '', custom: given ?? {} }, required: ['name'], labels: { name: t('recordName'), ...useOwnLabels(object.code) },
    submit: async (v) => {
      const record = await acts.add(object.id, { name: v.name.trim(), ...filledIn(v.custom) })
      if (link) await acts.link(record, link)
      inform(t('added', { name: record.name }))
      onClose()
      if (!link && !given) void navigate({ to: `/${slug}/records/${record.id}` as '/' })
    },
  })
  return (
    <ApiFormBody form={form} submitLabel={t('add')} onCancel={onClose}>
      <Stack gap="sm">
        <FieldInput kind="text" {...form.field('name')} data-autofocus />
        <Suspense fallback={null}><OwnInputsLater object={object.code} form={form} also={also} /></Suspense>
      </Stack>
    </ApiFormBody>
  )
}
