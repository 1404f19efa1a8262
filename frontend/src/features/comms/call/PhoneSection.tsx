import { Alert, Button, Code, CopyButton, Group, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import type { PhoneSystem } from '@/shared/api/typesReach'
import { problemText } from '@/shared/i18n/problemText'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { inform } from '@/shared/ui/undoable'
import { phoneQuery } from './callQuery'

/** The company's phone system: where it is asked to call, and how it tells how calls go. */
export function PhoneSection() {
  const { t } = useTranslation('reach')
  const client = useQueryClient()
  const { data, error, refetch } = useQuery(phoneQuery())
  const [secret, setSecret] = useState('')
  const saved = (system: PhoneSystem) => {
    if (system.secret || !system.url) setSecret(system.secret)
    client.setQueryData(phoneQuery().queryKey, { ...system, secret: '' })
  }
  return (
    <Section title={t('phone.title')} text={t('phone.text')}>
      {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : data ? (
        <Stack gap="lg">
          <AddressForm key={data.version} system={data} onSaved={saved} />
          {secret ? <Shown secret={secret} /> : null}
          {data.url ? <Connected system={data} onSaved={saved} /> : null}
        </Stack>
      ) : <ListSkeleton rows={2} height={36} />}
    </Section>
  )
}

interface Part { system: PhoneSystem; onSaved: (system: PhoneSystem) => void }

function AddressForm({ system, onSaved }: Part) {
  const { t } = useTranslation('reach')
  const form = useApiForm<{ url: string }>({
    name: 'reach.phone', initialValues: { url: system.url }, labels: { url: t('phone.url') }, secret: ['url'],
    submit: async ({ url }) => {
      onSaved(await api.put('/settings/phone', { body: { url: url.trim(), version: system.version } }))
      inform(t('common:state.saved'))
    },
  })
  return (
    <ApiFormBody form={form} submitLabel={t('common:action.save')}>
      <TextInput {...form.field('url')} withAsterisk={false} type="url" inputMode="url" autoComplete="off" maxLength={300} placeholder="https://" description={t('phone.urlHint')} />
    </ApiFormBody>
  )
}

function Shown({ secret }: { secret: string }) {
  const { t } = useTranslation('reach')
  return <Alert variant="light" role="status" title={t('phone.secret')}><Stack gap="xs"><Text size="sm">{t('phone.secretOnce')}</Text><Copied value={secret} what={t('phone.secret')} /></Stack></Alert>
}

function Copied({ value, what }: { value: string; what: string }) {
  const { t } = useTranslation('reach')
  return (
    <Group gap="xs" align="flex-start">
      <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap', flex: '1 1 16rem' }}>{value}</Code>
      <CopyButton value={value}>{({ copied, copy }) => <Button size="xs" variant="default" onClick={copy}>{t(copied ? 'copied' : 'copy')}<span className="k-hidden">: {what}</span></Button>}</CopyButton>
    </Group>
  )
}

/** What the phone system has to know, a test, and another secret. */
function Connected({ system, onSaved }: Part) {
  const { t } = useTranslation('reach')
  const [renewing, setRenewing] = useState(false)
  const test = useMutation({ mutationFn: () => api.post('/settings/phone/test') })
  const outcome = test.error ? problemText(test.error) : test.data ? t(`phone.tested.${test.data.why || 'well'}`) : null
  const renew = async () => { onSaved(await api.post('/settings/phone/renew', { body: { version: system.version } })) }
  return (
    <Stack gap="sm">
      <Text fw={550} component="h3">{t('phone.hook')}</Text>
      <Text size="sm" c="dimmed">{t('phone.hookText')}</Text>
      <Copied value={system.hook} what={t('phone.hook')} />
      <Text size="sm" c="dimmed">{t('phone.signed')}</Text>
      <Group gap="xs">
        <Button variant="default" loading={test.isPending} onClick={() => test.mutate()}>{t('phone.test')}</Button>
        <Button variant="subtle" color="gray" onClick={() => setRenewing(true)}>{t('phone.renew')}</Button>
      </Group>
      {outcome ? <Text size="sm" role="status" c={test.data?.why === '' ? undefined : 'var(--k-bad)'}>{outcome}</Text> : null}
      <ConfirmDialog opened={renewing} onClose={() => setRenewing(false)} title={t('phone.renew')} confirmLabel={t('phone.renew')} onConfirm={renew}>{t('phone.renewText')}</ConfirmDialog>
    </Stack>
  )
}
