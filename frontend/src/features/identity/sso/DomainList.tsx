import { Alert, Button, Code, Group, Stack, Text, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { refusedField } from '@/shared/api/refused'
import type { SsoDomain } from '@/shared/api/typesSso'
import { problemText } from '@/shared/i18n/problemText'
import { Section } from '@/shared/ui/Section'
import { StatusDot } from '@/shared/ui/StatusDot'
import { useAct } from './useAct'

/** The domains whose addresses can come in by the sign-on, and how each is proven. */
export function DomainList({ domains }: { domains: SsoDomain[] }) {
  const { t } = useTranslation('sso')
  const { busy, error, run } = useAct()
  const [name, setName] = useState('')
  const add = (event: FormEvent) => {
    event.preventDefault()
    void run('', async () => { await api.post('/sso/domains', { body: { domain: name } }); setName('') })
  }
  return (
    <Section title={t('step.domains')} text={t('domainsText')}>
      <Stack gap="md">
        {domains.map((d) => <Row key={d.id} domain={d} />)}
        <form onSubmit={add}>
          <Group gap="xs" align="flex-end">
            <TextInput label={t('domain')} value={name} placeholder="acme.com" spellCheck={false} autoComplete="off" required withAsterisk={false} onChange={(e) => setName(e.currentTarget.value)} />
            <Button type="submit" variant="default" loading={busy === ''}>{t('add')}</Button>
          </Group>
        </form>
        {error ? <Alert color="red" variant="light" role="alert">{problemText(refusedField(error, 'domain', t('domain')))}</Alert> : null}
      </Stack>
    </Section>
  )
}

function Row({ domain: d }: { domain: SsoDomain }) {
  const { t } = useTranslation('sso')
  const { busy, error, run } = useAct()
  const path = { id: d.id }
  return (
    <Stack gap={6} role="group" aria-label={d.domain}>
      <Group justify="space-between">
        <Group gap="xs"><b>{d.domain}</b><StatusDot tone={d.provenAt ? 'ok' : 'warn'}>{t(d.provenAt ? 'proven' : 'unproven')}</StatusDot></Group>
        <Group gap="xs">
          {d.provenAt ? null : <Button size="xs" loading={busy === 'check'} onClick={() => void run('check', () => api.post('/sso/domains/{id}/prove', { path }))}>{t('check')}</Button>}
          <Button size="xs" variant="subtle" color="red" loading={busy === 'drop'} onClick={() => void run('drop', () => api.del('/sso/domains/{id}', { path }))}>{t('drop')}<span className="k-hidden">: {d.domain}</span></Button>
        </Group>
      </Group>
      {d.provenAt ? null : (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {t('proofRecord')} <Code>{d.record}</Code> {t('proofFile')} <Code>{d.file}</Code> {t('proofText')} <Code>{d.text}</Code>
        </Text>
      )}
      {error ? <Alert color="red" variant="light" role="alert">{problemText(error)}</Alert> : null}
    </Stack>
  )
}
