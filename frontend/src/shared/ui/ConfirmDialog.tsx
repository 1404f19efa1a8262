import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { problemText } from '@/shared/i18n/problemText'

interface ConfirmDialogProps {
  opened: boolean
  onClose: () => void
  title: string
  children: ReactNode
  /** What the button does: 'Delete for ever', 'Cancel the plan'. */
  confirmLabel: string
  onConfirm: () => Promise<unknown>
  danger?: boolean
  /** A word to type first, for what can never be taken back. */
  word?: string
}

/** Only for what has no undo: deleting for ever, billing, roles. */
export function ConfirmDialog({ opened, onClose, title, children, ...rest }: ConfirmDialogProps) {
  const { t } = useTranslation('common')
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('action.close') }}>
      {opened ? <ConfirmForm onClose={onClose} {...rest}>{children}</ConfirmForm> : null}
    </Modal>
  )
}

function ConfirmForm({ onClose, confirmLabel, onConfirm, danger, word, children }: Omit<ConfirmDialogProps, 'opened' | 'title'>) {
  const { t } = useTranslation('common')
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const confirm = async () => {
    setBusy(true)
    try {
      await onConfirm()
      onClose()
    } catch (failure) {
      setError(failure)
      setBusy(false)
    }
  }
  return (
    <Stack gap="md">
      <div>{children}</div>
      {word ? <TextInput label={t('confirm.type', { word })} value={typed} onChange={(e) => setTyped(e.currentTarget.value)} autoComplete="off" /> : null}
      {error ? <Text c="var(--k-bad)" size="sm" role="alert">{problemText(error)}</Text> : null}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>{t('action.cancel')}</Button>
        <Button color={danger ? 'red' : undefined} loading={busy} disabled={word !== undefined && typed.trim() !== word} onClick={() => void confirm()}>{confirmLabel}</Button>
      </Group>
    </Stack>
  )
}
