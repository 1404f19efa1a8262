import { Alert, Button, Checkbox, Code, CopyButton, Fieldset, Group, Modal, NativeSelect, NumberInput, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { problemText } from '@/shared/i18n/problemText'
import { keysQuery } from './apiKeyQuery'

/** Making a key; it is shown once, in place of the form. */
export function KeyDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation(['security', 'common'])
  const [token, setToken] = useState<string | null>(null)
  const close = () => { setToken(null); onClose() }
  return (
    <Modal opened={opened} onClose={close} title={t('keys.new')} size="lg" closeOnClickOutside={!token} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {opened ? token ? <Shown token={token} onClose={close} /> : <KeyForm onMade={setToken} /> : null}
    </Modal>
  )
}

function Shown({ token, onClose }: { token: string; onClose: () => void }) {
  const { t } = useTranslation(['security', 'common'])
  return (
    <Stack gap="md">
      <Alert variant="light" role="status">{t('keys.shown')}</Alert>
      <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'normal' }}>{token}</Code>
      <Group justify="flex-end" gap="xs">
        <CopyButton value={token}>{({ copied, copy }) => <Button variant="default" onClick={copy}>{t(copied ? 'codes.copied' : 'codes.copy')}</Button>}</CopyButton>
        <Button onClick={onClose}>{t('common:action.done')}</Button>
      </Group>
    </Stack>
  )
}

function KeyForm({ onMade }: { onMade: (token: string) => void }) {
  const { t } = useTranslation(['security', 'access'])
  const client = useQueryClient()
  const { data } = useQuery(keysQuery())
  const [scopes, setScopes] = useState<string[]>([])
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const values = new FormData(event.currentTarget)
    const expiresAt = new Date(Date.now() + Number(values.get('days')) * 86_400_000).toISOString()
    setBusy(true)
    try {
      const { token } = await api.post('/api-keys', { body: { name: String(values.get('name')), scopes, perMinute: Number(values.get('perMinute')), expiresAt } })
      onMade(token)
      await client.invalidateQueries({ queryKey: keysQuery().queryKey })
    } catch (failure) {
      setError(failure)
      setBusy(false)
    }
  }
  const objects = [...new Set(data?.scopes.map((s) => s.split('.')[0] ?? ''))]
  return (
    <form onSubmit={(e) => void submit(e)}>
      <Stack gap="md">
        <TextInput name="name" label={t('keys.name')} maxLength={80} required withAsterisk={false} data-autofocus />
        <Checkbox.Group label={t('keys.scopes')} value={scopes} onChange={setScopes}>
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs" mt="xs">
            {objects.map((object) => (
              <Fieldset key={object} legend={t(`access:object.${object}`)} p="xs">
                <Group gap="sm">{data?.scopes.filter((s) => s.startsWith(`${object}.`)).map((s) => <Checkbox key={s} value={s} size="xs" label={t(`access:action.${s.split('.')[1]}`)} />)}</Group>
              </Fieldset>
            ))}
          </SimpleGrid>
        </Checkbox.Group>
        <Group grow>
          <NativeSelect name="days" label={t('keys.life')} defaultValue="90" data={['30', '90', '365'].map((value) => ({ value, label: t(`keys.days${value}`) }))} />
          <NumberInput name="perMinute" label={t('keys.perMinute')} defaultValue={120} min={1} max={6000} allowDecimal={false} hideControls />
        </Group>
        {error ? <Text c="var(--k-bad)" size="sm" role="alert">{problemText(error)}</Text> : null}
        <Group justify="flex-end"><Button type="submit" loading={busy}>{t('keys.make')}</Button></Group>
      </Stack>
    </form>
  )
}
