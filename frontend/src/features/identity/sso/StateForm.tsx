import { Alert, Button, Group, Radio, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import type { Sso, SsoState } from '@/shared/api/typesSso'
import { problemText } from '@/shared/i18n/problemText'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { Section } from '@/shared/ui/Section'
import { inform } from '@/shared/ui/undoable'
import { useAct } from './useAct'

const states = ['off', 'on', 'required'] as const

/** Off, on, or the only way in; and taking it away. */
export function StateForm({ sso }: { sso: Sso }) {
  const { t } = useTranslation('sso')
  const { busy, error, run } = useAct()
  const [state, setState] = useState<SsoState>(sso.state)
  const [removing, setRemoving] = useState(false)
  const save = () => run('state', async () => { await api.put('/sso/state', { body: { state, version: sso.version } }); inform(t('saved')) })
  return (
    <Section title={t('step.state')}>
      <Stack gap="md">
        <Radio.Group value={state} onChange={(v) => setState(v as SsoState)} aria-label={t('step.state')}>
          <Stack gap="sm">{states.map((s) => <Radio key={s} value={s} label={t(`state.${s}`)} description={t(`stateText.${s}`)} />)}</Stack>
        </Radio.Group>
        {state === 'required' && sso.owners.length > 0 ? <Text size="sm" c="dimmed">{t('owners', { names: sso.owners.join(', ') })}</Text> : null}
        {error ? <Alert color="red" variant="light" role="alert">{problemText(error)}</Alert> : null}
        <Group justify="space-between">
          <Button variant="subtle" color="red" onClick={() => setRemoving(true)}>{t('remove')}</Button>
          <Button loading={busy === 'state'} disabled={state === sso.state} onClick={() => void save()}>{t('apply')}</Button>
        </Group>
      </Stack>
      <ConfirmDialog opened={removing} onClose={() => setRemoving(false)} title={t('remove')} confirmLabel={t('remove')} onConfirm={() => run('remove', () => api.del('/sso'))} danger>{t('removeText')}</ConfirmDialog>
    </Section>
  )
}
