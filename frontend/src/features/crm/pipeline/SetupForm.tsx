import { Alert, Button, Group, Stack } from '@mantine/core'
import { useState, type FormEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { problemText } from '@/shared/i18n/problemText'

interface SetupFormProps { children: ReactNode; submitLabel: string; danger?: boolean; onSubmit: () => Promise<unknown>; onClose: () => void }

/** A form of the set-up: it closes when it is saved, and says why when it is not. */
export function SetupForm({ children, submitLabel, danger, onSubmit, onClose }: SetupFormProps) {
  const { t } = useTranslation('common')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>(null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setProblem(null)
    onSubmit().then(onClose, (error: unknown) => { setProblem(error); setBusy(false) })
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {children}
        {problem ? <Alert color="red" variant="light" role="alert">{problemText(problem)}</Alert> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" color={danger ? 'red' : undefined} loading={busy}>{submitLabel}</Button>
        </Group>
      </Stack>
    </form>
  )
}
