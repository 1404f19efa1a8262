import { Alert, Button, Checkbox, Group, Modal, NativeSelect, Stack, Text } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import type { CallRule } from '@/shared/api/typesCadence'
import { problemText } from '@/shared/i18n/problemText'
import { inform } from '@/shared/ui/undoable'
import { useCallsChanged } from './cadenceQuery'
import classes from './Calls.module.css'
import { clockOf } from './RuleLine'

interface RuleDialogProps { opened: boolean; pipeline: { id: string; name: string }; rule: CallRule; onClose: () => void }

/** How often leads are called, within how many days, and at what hours of theirs. */
export function RuleDialog({ opened, ...rest }: RuleDialogProps) {
  const { t } = useTranslation('selling')
  return (
    <Modal opened={opened} onClose={rest.onClose} title={t('rule.edit')} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {opened ? <Form {...rest} /> : null}
    </Modal>
  )
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)
const hours = (from: number, to: number) => range(from, to).map((h) => ({ value: String(h), label: clockOf(h) }))

function Form({ pipeline, rule, onClose }: Omit<RuleDialogProps, 'opened'>) {
  const { t } = useTranslation('selling')
  const changed = useCallsChanged()
  const [draft, setDraft] = useState<CallRule>({ ...rule, active: rule.version === 0 || rule.active })
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>(null)
  const number = (key: 'attempts' | 'days' | 'fromHour' | 'toHour') => ({
    value: String(draft[key]), disabled: !draft.active, onChange: (e: React.ChangeEvent<HTMLSelectElement>) => setDraft({ ...draft, [key]: Number(e.currentTarget.value) }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    api.put('/pipelines/{id}/cadence', { path: { id: pipeline.id }, body: draft })
      .then(() => { inform(t('rule.saved', { name: pipeline.name })); onClose(); return changed() }, (error: unknown) => { setProblem(error); setBusy(false) })
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Checkbox label={t('rule.active')} checked={draft.active} onChange={(e) => setDraft({ ...draft, active: e.currentTarget.checked })} data-autofocus />
        <div className={classes.pair}>
          <NativeSelect label={t('rule.attempts')} {...number('attempts')} data={range(6, 10).map(String)} />
          <NativeSelect label={t('rule.days')} {...number('days')} data={range(3, 14).map(String)} />
          <NativeSelect label={t('rule.from')} {...number('fromHour')} data={hours(0, 23)} />
          <NativeSelect label={t('rule.to')} {...number('toHour')} data={hours(1, 24)} />
        </div>
        <Checkbox label={t('rule.sundays')} checked={draft.sundays} disabled={!draft.active} onChange={(e) => setDraft({ ...draft, sundays: e.currentTarget.checked })} />
        <Text size="sm" c="dimmed">{t('rule.hint')}</Text>
        {problem ? <Alert color="red" variant="light" role="alert">{problemText(problem)}</Alert> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>{t('common:action.cancel')}</Button>
          <Button type="submit" loading={busy}>{t('common:action.save')}</Button>
        </Group>
      </Stack>
    </form>
  )
}
