import { Alert, Button, Code, CopyButton, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OperatorCompany } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import { inform } from '@/shared/ui/undoable'
import { fieldsOf, perform, type Act, type ActField } from './acts'
import classes from './Operator.module.css'

interface ActProps { company: OperatorCompany; act: Act; onClose: () => void }
interface Token { token: string; endsAt: string }

/** One act: what follows from it, what it asks for, and the token where it answers one. */
export function ActDialog({ company, act, onClose }: { company: OperatorCompany; act: Act | null; onClose: () => void }) {
  const { t } = useTranslation(['operator', 'common'])
  const [token, setToken] = useState<Token | null>(null)
  const close = () => { setToken(null); onClose() }
  return (
    <Modal opened={act !== null} onClose={close} title={act ? t(`act.${act}`).replace('…', '') : ''} closeOnClickOutside={!token} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {act && token ? <Shown token={token} onClose={close} /> : act ? <ActForm key={act} company={company} act={act} onClose={close} onToken={setToken} /> : null}
    </Modal>
  )
}

const empty: Record<ActField, string> = { reason: '', until: '', kind: 'full', seats: '1', hours: '1' }

function ActForm({ company, act, onClose, onToken }: ActProps & { onToken: (token: Token) => void }) {
  const { t } = useTranslation('operator')
  const client = useQueryClient()
  const fields = fieldsOf[act]
  const form = useApiForm({
    name: `operator.${act}.${company.id}`, initialValues: empty, required: fields,
    labels: { reason: t('form.reason'), until: t('form.until'), kind: t('form.kind'), seats: t('form.seats'), hours: t('form.hours') },
    submit: async (values) => {
      const token = await perform(act, company.id, values)
      await client.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith('/operator/') })
      if (token) return onToken(token)
      inform(t('done'))
      onClose()
    },
  })
  return (
    <ApiFormBody form={form} submitLabel={t(`act.${act}`).replace('…', '')} onCancel={onClose}>
      <Text size="sm">{t(`explain.${act}`)}</Text>
      {fields.map((f) => <Field key={f} name={f} props={form.field(f)} />)}
    </ApiFormBody>
  )
}

function Field({ name, props }: { name: ActField; props: Record<string, unknown> }) {
  const { t } = useTranslation('operator')
  if (name === 'kind') return <NativeSelect {...props} data={['full', 'light', 'viewer'].map((value) => ({ value, label: t(`kind.${value}`) }))} />
  const type = name === 'until' ? 'date' : name === 'reason' ? 'text' : 'number'
  return <TextInput {...props} type={type} min={type === 'number' ? 1 : undefined} max={name === 'hours' ? 24 : name === 'seats' ? 1000 : undefined} maxLength={300} />
}

function Shown({ token, onClose }: { token: Token; onClose: () => void }) {
  const { t } = useTranslation(['operator', 'common'])
  const format = useFormat()
  return (
    <Stack gap="md">
      <Alert variant="light" role="status">{t('token.shown', { when: format.dateTime(token.endsAt) })}</Alert>
      <Code block className={classes.secret}>{token.token}</Code>
      <Group justify="flex-end" gap="xs">
        <CopyButton value={token.token}>{({ copied, copy }) => <Button variant="default" onClick={copy}>{t(copied ? 'token.copied' : 'token.copy')}</Button>}</CopyButton>
        <Button onClick={onClose}>{t('common:action.done')}</Button>
      </Group>
    </Stack>
  )
}
