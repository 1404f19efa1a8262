import { Alert, Button, Code, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import type { SecondFactorSetup } from '@/shared/api/types'
import { problemText } from '@/shared/i18n/problemText'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import classes from './Mfa.module.css'

interface SetupDialogProps { opened: boolean; onClose: () => void; onDone: (codes: string[]) => void }

/** Scanning the picture, then the first code: only then does the app count. */
export function SetupDialog({ opened, onClose, onDone }: SetupDialogProps) {
  const { t } = useTranslation(['security', 'common'])
  return (
    <Modal opened={opened} onClose={onClose} title={t('factor.setUp')} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {opened ? <Setup onClose={onClose} onDone={onDone} /> : null}
    </Modal>
  )
}

function Setup({ onDone }: Omit<SetupDialogProps, 'opened'>) {
  const { data, error } = useQuery({ queryKey: ['/me/second-factor/begin'], queryFn: () => api.post('/me/second-factor/begin'), staleTime: Infinity, gcTime: 0, refetchOnWindowFocus: false })
  if (error) return <Alert color="red" variant="light" role="alert">{problemText(error)}</Alert>
  return data ? <FirstCode setup={data} onDone={onDone} /> : <ListSkeleton rows={3} height={60} />
}

function FirstCode({ setup, onDone }: { setup: SecondFactorSetup; onDone: (codes: string[]) => void }) {
  const { t } = useTranslation('security')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const code = String(new FormData(event.currentTarget).get('code'))
    setBusy(true)
    try {
      onDone((await api.post('/me/second-factor/confirm', { body: { code } })).codes)
    } catch (failure) {
      setError(failure)
      setBusy(false)
    }
  }
  return (
    <form onSubmit={(e) => void submit(e)}>
      <Stack gap="md">
        <Text size="sm">{t('factor.scan')}</Text>
        <img className={classes.qr} src={setup.qr} alt={t('factor.picture')} width={220} height={220} />
        <Text size="sm">{t('factor.secret')}: <Code className={classes.secret}>{setup.secret.match(/.{1,4}/g)?.join(' ')}</Code></Text>
        <TextInput name="code" label={t('factor.code')} inputMode="numeric" autoComplete="one-time-code" maxLength={10} required withAsterisk={false} data-autofocus error={error ? problemText(error) : undefined} />
        <Button type="submit" loading={busy}>{t('factor.confirm')}</Button>
      </Stack>
    </form>
  )
}
