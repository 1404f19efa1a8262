import { Alert, Anchor, Modal, NativeSelect, Stack, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import type { Numbers } from '@/shared/api/typesReach'
import { isWhole } from '@/shared/lib/isWhole'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { OwnPhoneForm } from '@/shared/ui/form/OwnPhoneForm'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import type { ReachProps } from '@/shared/ui/record/reach'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { inform } from '@/shared/ui/undoable'
import { numbersQuery } from './callQuery'

/** Has the company's phone system call somebody: also a number of which one sees only a part. */
export function CallDialog({ about, name, opened, onClose }: ReachProps) {
  const { t } = useTranslation('reach')
  return (
    <Modal opened={opened} onClose={onClose} title={t('call.whom', { name })} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {opened ? <Calling about={about} onClose={onClose} /> : null}
    </Modal>
  )
}

type Part = Pick<ReachProps, 'about' | 'onClose'>

/** What is missing before a call is said, with who can help; one's own number can be given here. */
function Calling({ about, onClose }: Part) {
  const { t } = useTranslation('reach')
  const { data, error, refetch } = useQuery(numbersQuery(about))
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <ListSkeleton rows={3} height={36} />
  if (data.items.length === 0) return <Text>{t('call.nobody')}</Text>
  if (!data.system) return <Stack gap="xs"><Text>{t('call.off')}</Text><OwnWay numbers={data} /></Stack>
  if (!data.own) return <Stack gap="md"><Text>{t('call.ownFirst')}</Text><OwnPhoneForm phone="" onSaved={() => refetch()} /></Stack>
  return <Form about={about} numbers={data} onClose={onClose} />
}

/** Who sees a number dials it. */
function OwnWay({ numbers }: { numbers: Numbers }) {
  const { t } = useTranslation('reach')
  const whole = numbers.items.filter((n) => isWhole(n.shown))
  return whole.map((n) => <Anchor key={n.key} href={`tel:${n.shown}`} size="sm">{t('call.dial', { number: n.shown })}</Anchor>)
}

function Form({ about, numbers, onClose }: Part & { numbers: Numbers }) {
  const { t } = useTranslation('reach')
  const client = useQueryClient()
  const form = useApiForm<{ to: string }>({
    name: `call.${about.kind}.${about.id}`, initialValues: { to: numbers.items[0]?.key ?? '' }, labels: { to: t('call.number') }, secret: ['to'],
    submit: async (body) => {
      await (about.kind === 'contact' ? api.post('/contacts/{id}/calls', { path: { id: about.id }, body }) : api.post('/companies/{id}/calls', { path: { id: about.id }, body }))
      await client.invalidateQueries({ queryKey: ['timeline'] })
      inform(t('call.begun'))
      onClose()
    },
  })
  return (
    <ApiFormBody form={form} submitLabel={t('call.call')} onCancel={onClose}>
      {numbers.withdrawn ? <Alert color="orange" variant="light" p="sm">{t('call.withdrawn')}</Alert> : null}
      <NativeSelect {...form.field('to')} withAsterisk={false} data-autofocus data={numbers.items.map((n) => ({ value: n.key, label: n.label ? `${n.shown} (${t(`label.${n.label}`)})` : n.shown }))} />
      <Text size="sm" c="dimmed">{t('call.how')}</Text>
    </ApiFormBody>
  )
}
