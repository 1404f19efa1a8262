import { Alert, Button, Group, PasswordInput, SimpleGrid, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import type { BucketProblem, Vault } from '@/shared/api/typesVault'
import { problemText } from '@/shared/i18n/problemText'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import { Section } from '@/shared/ui/Section'
import { inform } from '@/shared/ui/undoable'
import { useVault } from './vaultQuery'

const empty = { endpoint: '', bucket: '', prefix: '', region: '', key: '' }

/** The company's own bucket, to which every archive is sent once it is proved. */
export function BucketForm({ vault }: { vault: Vault }) {
  const { t } = useTranslation(['archive', 'common'])
  const { put } = useVault()
  const [asked, setAsked] = useState(false)
  const form = useApiForm({
    name: 'archive.bucket', initialValues: { ...(vault.bucket ?? empty), secret: '' }, secret: ['secret'],
    labels: { endpoint: t('bucket.endpoint'), bucket: t('bucket.bucket'), prefix: t('bucket.prefix'), region: t('bucket.region'), key: t('bucket.key'), secret: t('bucket.secret') },
    submit: async (values) => { put(await api.put('/archives/bucket', { query: { version: vault.version }, body: { ...values, secret: values.secret || undefined } })); inform(t('common:state.saved')) },
  })
  const plain = { withAsterisk: false, spellCheck: false, autoComplete: 'off' }
  return (
    <Section title={t('bucket.title')} text={t('bucket.text')}>
      <ApiFormBody form={form} submitLabel={t('common:action.save')}>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
          <TextInput {...form.field('endpoint')} {...plain} placeholder="s3.eu-central-1.amazonaws.com" />
          <TextInput {...form.field('bucket')} {...plain} />
          <TextInput {...form.field('prefix')} {...plain} placeholder="kith" />
          <TextInput {...form.field('region')} {...plain} placeholder="eu-central-1" />
          <TextInput {...form.field('key')} {...plain} />
          <PasswordInput {...form.field('secret')} withAsterisk={false} autoComplete="new-password" placeholder={vault.bucket ? t('bucket.kept') : undefined} visibilityToggleButtonProps={{ 'aria-label': t('common:password.show'), tabIndex: 0 }} />
        </SimpleGrid>
        <Try values={() => form.form.getValues()} />
      </ApiFormBody>
      {vault.bucket ? <Button mt="xs" variant="subtle" color="red" onClick={() => setAsked(true)}>{t('bucket.remove')}</Button> : null}
      <ConfirmDialog opened={asked} onClose={() => setAsked(false)} title={t('bucket.remove')} confirmLabel={t('bucket.remove')} danger
        onConfirm={async () => put(await api.del('/archives/bucket', { query: { version: vault.version } }))}>{t('bucket.removeText')}</ConfirmDialog>
    </Section>
  )
}

/** Writes a small file into the bucket as it stands in the form, and removes it again. */
function Try({ values }: { values: () => typeof empty & { secret: string } }) {
  const { t } = useTranslation('archive')
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState<{ problem?: BucketProblem; error?: unknown } | null>(null)
  const run = async () => {
    setBusy(true)
    setSaid(null)
    const { secret, ...rest } = values()
    try { setSaid(await api.post('/archives/bucket/try', { body: { ...rest, secret: secret || undefined } })) } catch (error) { setSaid({ error }) } finally { setBusy(false) }
  }
  return (
    <>
      <Group><Button variant="default" loading={busy} onClick={() => void run()}>{t('bucket.try')}</Button></Group>
      {said ? <Alert variant="light" color={said.error || said.problem ? 'red' : 'green'} role="status">{said.error ? problemText(said.error) : said.problem ? t(`why.${said.problem}`) : t('bucket.works')}</Alert> : null}
    </>
  )
}
