import { Alert, Anchor, Modal, NativeSelect, Text, TextInput, Textarea } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import type { EmailDraft, Recipient, Recipients } from '@/shared/api/typesReach'
import { isWhole } from '@/shared/lib/isWhole'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import type { ReachProps } from '@/shared/ui/record/reach'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { inform } from '@/shared/ui/undoable'
import { recipientsQuery } from './emailQuery'

/** Writes an e-mail through Kith: also to an address of which one sees only a part. */
export function WriteDialog({ about, name, opened, onClose }: ReachProps) {
  const { t } = useTranslation('reach')
  return (
    <Modal opened={opened} onClose={onClose} size="lg" title={t('write', { name })} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {opened ? <Writing about={about} onClose={onClose} /> : null}
    </Modal>
  )
}

type Part = Pick<ReachProps, 'about' | 'onClose'>

function Writing({ about, onClose }: Part) {
  const { t } = useTranslation('reach')
  const { data, error, refetch } = useQuery(recipientsQuery(about))
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <ListSkeleton rows={4} height={36} />
  if (data.items.length === 0) return <Text>{t('nobody')}</Text>
  return <Form about={about} to={data} onClose={onClose} />
}

const named = (t: TFunction, { shown, label }: Recipient) => (label ? `${shown} (${t(`label.${label}`)})` : shown)

function Form({ about, to, onClose }: Part & { to: Recipients }) {
  const { t } = useTranslation('reach')
  const client = useQueryClient()
  const form = useApiForm<EmailDraft>({
    name: `email.${about.kind}.${about.id}`,
    initialValues: { to: to.items[0]?.key ?? '', subject: '', text: '' },
    labels: { to: t('to'), subject: t('subject'), text: t('text') }, required: ['subject', 'text'], secret: ['to'],
    submit: async (body) => {
      await (about.kind === 'contact' ? api.post('/contacts/{id}/emails', { path: { id: about.id }, body }) : api.post('/companies/{id}/emails', { path: { id: about.id }, body }))
      await client.invalidateQueries({ queryKey: ['timeline'] })
      inform(t('queued'))
      onClose()
    },
  })
  const own = to.items.find((r) => isWhole(r.shown))
  return (
    <ApiFormBody form={form} submitLabel={t('send')} onCancel={onClose}>
      {to.withdrawn ? <Alert color="orange" variant="light" p="sm">{t('withdrawn')}</Alert> : null}
      <NativeSelect {...form.field('to')} withAsterisk={false} data={to.items.map((r) => ({ value: r.key, label: named(t, r) }))} />
      <TextInput {...form.field('subject')} withAsterisk={false} maxLength={200} autoComplete="off" data-autofocus />
      <Textarea {...form.field('text')} withAsterisk={false} autosize minRows={6} maxRows={14} maxLength={10_000} />
      <Text size="sm" c="dimmed">{t(`answers.${to.answers}`)}{own ? <> <Anchor href={`mailto:${own.shown}`} size="sm">{t('ownProgram')}</Anchor></> : null}</Text>
    </ApiFormBody>
  )
}
