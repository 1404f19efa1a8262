import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Task } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { fromLocal } from '@/shared/lib/zone'
import { snoozes } from './snoozes'
import { useTaskActions } from './taskQuery'

interface SnoozeProps { task: Task | null; onClose: () => void }

/** Puts a task off: its day stays, it only asks for attention later. The digits 1 to 4 choose. */
export function Snooze({ task, onClose }: SnoozeProps) {
  const { t } = useTranslation('work')
  return (
    <Modal opened={task !== null} onClose={onClose} title={t('work:snooze.title')} size="sm" closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {task ? <Choices task={task} onClose={onClose} /> : null}
    </Modal>
  )
}

function Choices({ task, onClose }: { task: Task; onClose: () => void }) {
  const { t } = useTranslation('work')
  const format = useFormat()
  const { snooze } = useTaskActions()
  const [own, setOwn] = useState('')
  const all = snoozes(Date.now(), format.timeZone)
  const until = (at: string | null) => { onClose(); void snooze(task, at) }
  const byKey = (event: React.KeyboardEvent) => {
    const chosen = event.target instanceof HTMLInputElement ? undefined : all[Number(event.key) - 1]
    if (chosen) until(chosen.at)
  }
  return (
    <Stack gap="xs" onKeyDown={byKey}>
      {all.map(({ id, at }, i) => (
        <Button key={id} variant="default" justify="space-between" data-autofocus={i === 0 || undefined} aria-keyshortcuts={String(i + 1)} onClick={() => until(at)} rightSection={<span>{format.dateTime(at)}</span>}>{t(`work:snooze.${id}`)}</Button>
      ))}
      <Group align="flex-end" gap="sm" wrap="nowrap">
        <TextInput type="datetime-local" flex={1} label={t('work:snooze.own')} value={own} onChange={(e) => setOwn(e.currentTarget.value)} />
        <Button disabled={own === ''} onClick={() => until(fromLocal(own, format.timeZone))}>{t('work:snooze.title')}</Button>
      </Group>
      {task.snoozedUntil ? <Button variant="subtle" onClick={() => until(null)}>{t('work:snooze.back')}</Button> : null}
    </Stack>
  )
}
