import { Alert, Button, Code, CopyButton, Group, PasswordInput, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { ApiProblem } from '@/shared/api/problem'
import type { Sso } from '@/shared/api/typesSso'
import { fieldProblemText, problemText } from '@/shared/i18n/problemText'
import { Section } from '@/shared/ui/Section'
import { inform } from '@/shared/ui/undoable'
import { RuleList } from './RuleList'

/** Whose word the company takes, and what role that makes of somebody new. */
export function ProviderForm({ sso }: { sso: Sso }) {
  const { t } = useTranslation(['sso', 'common'])
  const client = useQueryClient()
  const [draft, setDraft] = useState({ issuer: sso.issuer, clientId: sso.clientId, claim: sso.claim, rules: sso.rules, defaultRole: sso.defaultRole })
  const [secret, setSecret] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const save = async () => {
    setBusy(true)
    setError(null)
    try {
      const saved = await api.put('/sso', { body: { ...draft, ...(secret ? { clientSecret: secret } : {}), version: sso.version } })
      client.setQueryData(['/sso'], saved)
      inform(t('saved'))
    } catch (failure) {
      setError(failure)
      setBusy(false)
    }
  }
  const of = (field: string, label: string) => {
    const found = error instanceof ApiProblem ? error.errors.find((e) => e.field === field) : undefined
    return found ? fieldProblemText(found.code, label, found.detail) : undefined
  }
  const fields = ['issuer', 'clientId', 'clientSecret', 'claim'] as const
  const elsewhere = error && !fields.some((f) => of(f, ''))
  const text = (field: 'issuer' | 'clientId' | 'claim', placeholder?: string) => (
    <TextInput label={t(field)} value={draft[field]} placeholder={placeholder} error={of(field, t(field))} spellCheck={false} autoComplete="off"
      onChange={(e) => setDraft({ ...draft, [field]: e.currentTarget.value })} />
  )
  return (
    <form style={{ marginBlock: 16 }} onSubmit={(e) => { e.preventDefault(); void save() }}>
      <Section title={t('step.provider')} text={t('providerText')}>
        <Stack gap="md">
          <Group gap="xs"><Code style={{ overflowWrap: 'anywhere' }}>{sso.redirectUri}</Code><CopyButton value={sso.redirectUri}>{({ copied, copy }) => <Button size="xs" variant="default" onClick={copy}>{t(copied ? 'copied' : 'copy')}</Button>}</CopyButton></Group>
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
            {text('issuer', 'https://login.acme.com')}
            {text('clientId')}
            <PasswordInput label={t('clientSecret')} value={secret} description={sso.setUp ? t('secretKept') : undefined} error={of('clientSecret', t('clientSecret'))} autoComplete="new-password"
              visibilityToggleButtonProps={{ 'aria-label': t('common:password.show'), tabIndex: 0 }} onChange={(e) => setSecret(e.currentTarget.value)} />
            {text('claim', 'groups')}
          </SimpleGrid>
          <RuleList rules={draft.rules} other={draft.defaultRole} onChange={(rules, defaultRole) => setDraft({ ...draft, rules, defaultRole })} />
          {sso.setUp ? <Text size="sm" c="dimmed">{t('offNote')}</Text> : null}
          {elsewhere ? <Alert color="red" variant="light" role="alert">{problemText(error)}</Alert> : null}
          <Group justify="flex-end"><Button type="submit" loading={busy}>{t('apply')}</Button></Group>
        </Stack>
      </Section>
    </form>
  )
}
