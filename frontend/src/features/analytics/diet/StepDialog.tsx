import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { problemText } from '@/shared/i18n/problemText'
import { Evidence, type Step } from './DietPage'
import { useStep } from './dietQuery'

/** What would be different, and for what, before a field goes to another step. */
export function StepDialog({ step, onClose }: { step: Step | null; onClose: () => void }) {
  const { t } = useTranslation(['diet', 'access', 'common'])
  return (
    <Modal opened={step !== null} onClose={onClose} title={step ? t(`ask.${step.state}`, { name: step.field.label ?? t(`access:field.${step.field.field}`) }) : ''} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {step ? <Told step={step} onClose={onClose} /> : null}
    </Modal>
  )
}

function Told({ step, onClose }: { step: Step; onClose: () => void }) {
  const { t } = useTranslation(['diet', 'common'])
  const go = useStep()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>(null)
  const save = () => {
    setBusy(true)
    setProblem(null)
    go(step.field, step.state).then(onClose, (e: unknown) => { setProblem(e); setBusy(false) })
  }
  return (
    <Stack gap="md">
      <Text size="sm">{t(`means.${step.state}`)}</Text>
      <div>
        <Text size="sm" fw={550}>{t('affected')}</Text>
        <Evidence field={step.field} />
      </div>
      {step.field.gates.length > 0 ? <Text size="sm">{t('gatesOpen')}</Text> : null}
      <Text size="sm">{t(step.state === 'removed' ? 'staysAWhile' : 'stays')}</Text>
      {problem ? <Alert color="red" variant="light" role="alert">{problemText(problem)}</Alert> : null}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>{t('common:action.cancel')}</Button>
        <Button onClick={save} loading={busy} data-autofocus>{t(`to.${step.state}`)}</Button>
      </Group>
    </Stack>
  )
}
