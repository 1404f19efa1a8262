import { Modal, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import type { Intake } from '@/shared/api/typesIntake'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { PersonPicker } from '@/shared/ui/form/pickers'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import { intakesQuery } from './intakeQuery'

interface Props { opened: boolean; intake: Intake | null; onClose: () => void; onMade: (intake: Intake) => void }

/** What an address is for, and who gets its leads. */
export function IntakeForm({ opened, intake, onClose, onMade }: Props) {
  const { t } = useTranslation(['intake', 'common'])
  return (
    <Modal opened={opened} onClose={onClose} title={intake ? `${t('act.edit')}: ${intake.name}` : t('new')} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {opened ? <Fields intake={intake} onClose={onClose} onMade={onMade} /> : null}
    </Modal>
  )
}

function Fields({ intake, onClose, onMade }: Omit<Props, 'opened'>) {
  const { t } = useTranslation(['intake', 'common'])
  const client = useQueryClient()
  const form = useApiForm<{ name: string; ownerId: string | null }>({
    name: `intake.${intake?.id ?? 'new'}`, initialValues: { name: intake?.name ?? '', ownerId: intake?.ownerId ?? null },
    labels: { name: t('name'), ownerId: t('owner') }, required: ['name'],
    submit: async (body) => {
      const made = await (intake ? api.patch('/intakes/{id}', { path: { id: intake.id }, body: { ...body, version: intake.version } }) : api.post('/intakes', { body }))
      await client.invalidateQueries({ queryKey: intakesQuery().queryKey })
      onMade(made)
    },
  })
  return (
    <ApiFormBody form={form} submitLabel={intake ? t('common:action.save') : t('make')} onCancel={onClose}>
      <TextInput {...form.field('name')} withAsterisk={false} maxLength={40} placeholder={t('example')} data-autofocus />
      <PersonPicker label={t('owner')} defaultValue={intake?.ownerId} defaultLabel={intake?.ownerName} onChange={(id) => form.form.setFieldValue('ownerId', id)} error={form.field('ownerId').error as string | undefined} />
    </ApiFormBody>
  )
}
