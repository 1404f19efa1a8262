import { Button, Group, Text, TextInput } from '@mantine/core'
import { IconFingerprint } from '@tabler/icons-react'
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import type { Passkey } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { problemText } from '@/shared/i18n/problemText'
import { makePasskey, passkeysPossible } from '@/shared/lib/passkey'
import { ErrorState } from '@/shared/ui/ErrorState'
import classes from '@/shared/ui/RowList.module.css'
import { Section } from '@/shared/ui/Section'
import { complain, inform } from '@/shared/ui/undoable'

const passkeysQuery = () => queryOptions({ queryKey: ['/me/passkeys'], queryFn: ({ signal }) => api.get('/me/passkeys', { signal }) })

/** One's passkeys: add, rename, remove. */
export function PasskeyList() {
  const { t } = useTranslation('security')
  const { data, error, refetch } = useQuery(passkeysQuery())
  return (
    <Section title={t('passkey.title')} text={t('passkey.text')}>
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : null}
      {data?.items.length === 0 ? <Text size="sm" c="dimmed">{t('passkey.none')}</Text> : null}
      <ul className={classes.list}>{data?.items.map((p) => <Row key={p.id} passkey={p} />)}</ul>
      {passkeysPossible() ? <AddForm /> : <Text size="sm" c="dimmed" mt="sm">{t('passkey.impossible')}</Text>}
    </Section>
  )
}

function useAgain() {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: passkeysQuery().queryKey })
}

function AddForm() {
  const { t } = useTranslation('security')
  const again = useAgain()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const name = String(new FormData(form).get('name'))
    setBusy(true)
    setError(null)
    try {
      const { ticket, options } = await api.post('/me/passkeys/begin')
      await api.post('/me/passkeys', { body: { ticket, name, credential: await makePasskey(options) } })
      form.reset()
      inform(t('passkey.added'))
      await again()
    } catch (failure) {
      setError(failure)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form onSubmit={(e) => void submit(e)}>
      <Group align="flex-end" gap="xs" mt="md">
        <TextInput name="name" label={t('passkey.name')} description={t('passkey.nameHint')} maxLength={60} required withAsterisk={false} style={{ flex: '1 1 220px' }} />
        <Button type="submit" loading={busy} leftSection={<IconFingerprint size={16} aria-hidden />}>{t('passkey.add')}</Button>
      </Group>
      {error ? <Text size="sm" c="var(--k-bad)" role="alert" mt="xs">{problemText(error)}</Text> : null}
    </form>
  )
}

function Row({ passkey }: { passkey: Passkey }) {
  const { t } = useTranslation(['security', 'common'])
  const format = useFormat()
  const again = useAgain()
  const [renaming, setRenaming] = useState(false)
  const path = { id: passkey.id }
  const remove = useMutation({ mutationFn: () => api.del('/me/passkeys/{id}', { path }), onError: complain, onSettled: again })
  const rename = useMutation({ mutationFn: (name: string) => api.patch('/me/passkeys/{id}', { path, body: { name } }), onError: complain, onSuccess: () => setRenaming(false), onSettled: again })
  const submit = (event: FormEvent<HTMLFormElement>) => { event.preventDefault(); rename.mutate(String(new FormData(event.currentTarget).get('name'))) }
  const date = format.date(passkey.createdAt)
  return (
    <li className={classes.row}>
      <IconFingerprint size={22} stroke={1.5} aria-hidden />
      {renaming ? (
        <form onSubmit={submit}><Group gap="xs"><TextInput name="name" aria-label={t('passkey.name')} defaultValue={passkey.name} maxLength={60} required autoFocus /><Button type="submit" size="xs" loading={rename.isPending}>{t('common:action.save')}</Button></Group></form>
      ) : (
        <div className={classes.text}>
          <b>{passkey.name}</b>
          <span>{passkey.lastUsedAt ? t('passkey.used', { date, when: format.relative(passkey.lastUsedAt) }) : t('passkey.since', { date })}</span>
        </div>
      )}
      <Group gap={4}>
        {renaming ? null : <Button size="xs" variant="subtle" onClick={() => setRenaming(true)}>{t('passkey.rename')}<span className="k-hidden">: {passkey.name}</span></Button>}
        <Button size="xs" variant="subtle" color="red" loading={remove.isPending} onClick={() => remove.mutate()}>{t('passkey.remove')}<span className="k-hidden">: {passkey.name}</span></Button>
      </Group>
    </li>
  )
}
