import { Alert, Button, Checkbox, Group, Modal, NumberInput, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RetentionRule } from '@/shared/api/typesPrivacy'
import { problemText } from '@/shared/i18n/problemText'
import { previewQuery, useRules } from './retentionQuery'
import { ofPeople, useRuleText } from './ruleText'

/** How long after the last keystroke it is looked what the rule would find, in milliseconds. */
const pause = 300
const usual = 24

/** Sets a rule, and shows beforehand what it would find today. */
export function RuleDialog({ rule, onClose }: { rule: RetentionRule; onClose: () => void }) {
  const { t } = useTranslation('retention')
  const { nameOf } = useRuleText()
  const { set } = useRules()
  const [months, setMonths] = useState(rule.months || usual)
  const [erase, setErase] = useState(rule.months === 0 || rule.erase)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const save = (after: number) => {
    setBusy(true)
    set(rule, after, erase && ofPeople(rule.rule)).then(onClose).catch((error: unknown) => setProblem(problemText(error))).finally(() => setBusy(false))
  }
  return (
    <Modal opened onClose={onClose} title={nameOf(rule)} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      <Stack gap="md" component="form" onSubmit={(event: React.FormEvent) => { event.preventDefault(); save(months) }}>
        <NumberInput label={t('months')} description={t(ofPeople(rule.rule) ? 'monthsPeople' : 'monthsOld')} value={months} min={1} max={240} allowDecimal={false} onChange={(v) => setMonths(Number(v))} data-autofocus />
        {ofPeople(rule.rule) ? <Checkbox label={t('erase')} checked={erase} onChange={(e) => setErase(e.currentTarget.checked)} /> : null}
        <Found rule={rule.rule} months={months} />
        {problem ? <Alert color="red" variant="light" p="sm" role="alert">{problem}</Alert> : null}
        <Group justify="space-between" gap="xs">
          {rule.months > 0 ? <Button variant="subtle" color="red" disabled={busy} onClick={() => save(0)}>{t('end')}</Button> : <span />}
          <Button type="submit" loading={busy} disabled={months < 1 || months > 240}>{t('save')}</Button>
        </Group>
      </Stack>
    </Modal>
  )
}

/** From how many records on a fifth is worth asking for, as the server does it. */
const few = 5

function Found({ rule, months }: { rule: string; months: number }) {
  const { t } = useTranslation('retention')
  const [asked] = useDebouncedValue(months, pause)
  const { data } = useQuery(previewQuery(rule, asked))
  return (
    <div aria-live="polite">
      {!data ? null : data.due === 0 ? <Text size="sm" c="dimmed">{t('nobody')}</Text> : (
        <>
          <Text size="sm">{t('preview', { due: data.due, total: data.total })}</Text>
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>{t('few', { names: data.first.join(', ') })}</Text>
          {data.due > few && data.due * 5 > data.total ? <Text size="sm" fw={500}>{t('ask')}</Text> : null}
        </>
      )}
    </div>
  )
}
