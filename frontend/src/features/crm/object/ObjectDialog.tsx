import { ActionIcon, Group, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ObjectIcon, OwnObject } from '@/shared/api/typesObject'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { FieldInput } from '@/shared/ui/form/FieldInput'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import { inform } from '@/shared/ui/undoable'
import { iconNames, icons } from './icons'
import { useObjectActs } from './objectQuery'

interface Props { opened: boolean; object: OwnObject | null; onClose: () => void }

/** A new kind of records, or what one is called. */
export function ObjectDialog({ opened, object, onClose }: Props) {
  const { t } = useTranslation('object')
  return (
    <Modal opened={opened} onClose={onClose} title={object ? `${t('edit')}: ${object.plural}` : t('new')} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {opened ? <Form key={object?.id} object={object} onClose={onClose} /> : null}
    </Modal>
  )
}

function Form({ object, onClose }: Omit<Props, 'opened'>) {
  const { t } = useTranslation('object')
  const { make, change } = useObjectActs()
  const [icon, setIcon] = useState<ObjectIcon>(object?.icon ?? 'box')
  const form = useApiForm({
    name: `object.${object?.id ?? 'new'}`, initialValues: { name: object?.name ?? '', plural: object?.plural ?? '' }, required: ['name', 'plural'],
    labels: { name: t('name'), plural: t('plural') },
    submit: async ({ name, plural }) => {
      const saved = await (object ? change(object, { name, plural, icon }) : make({ name, plural, icon }))
      inform(t('saved', { name: saved.plural }))
      onClose()
    },
  })
  return (
    <ApiFormBody form={form} submitLabel={t(object ? 'common:action.save' : 'make')} onCancel={onClose}>
      <Stack gap="sm">
        <FieldInput kind="text" {...form.field('name')} placeholder={t('nameExample')} data-autofocus />
        <FieldInput kind="text" {...form.field('plural')} placeholder={t('pluralExample')} />
        <div>
          <Text size="sm" fw={500} mb={4}>{t('icon')}</Text>
          <Group gap={6} role="group" aria-label={t('icon')}>
            {iconNames.map((name) => { const Icon = icons[name]; return <ActionIcon key={name} size={40} variant={icon === name ? 'light' : 'default'} aria-pressed={icon === name} aria-label={t(`icons.${name}`)} onClick={() => setIcon(name)}><Icon size={20} aria-hidden /></ActionIcon> })}
          </Group>
        </div>
      </Stack>
    </ApiFormBody>
  )
}
