import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CallCard } from '@/shared/api/typesCadence'
import { fromLocal } from '@/shared/lib/zone'
import { laterChoices, useTimeThere } from './there'

interface LaterDialogProps { card: CallCard | null; onClose: () => void; onChoose: (at: string) => void }

/** When to call back, on the lead's own clock. The digits choose. */
export function LaterDialog({ card, onClose, onChoose }: LaterDialogProps) {
  const { t } = useTranslation('selling')
  return (
    <Modal opened={card !== null} onClose={onClose} title={t('later.title')} size="sm" closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {card ? <Choices card={card} onChoose={onChoose} /> : null}
    </Modal>
  )
}

function Choices({ card, onChoose }: { card: CallCard; onChoose: (at: string) => void }) {
  const { t } = useTranslation('selling')
  const there = useTimeThere(card.timezone)
  const [own, setOwn] = useState('')
  const all = laterChoices(card.timezone)
  const byKey = (event: React.KeyboardEvent) => {
    const chosen = event.target instanceof HTMLInputElement ? undefined : all[Number(event.key) - 1]
    if (!chosen) return
    event.preventDefault()
    event.stopPropagation() // the next lead is drawn before the page hears of the key, and it is not meant for that one
    onChoose(chosen.at)
  }
  return (
    <Stack gap="xs" onKeyDown={byKey}>
      <Text size="sm" c="dimmed">{t('later.there', { name: card.contactName, time: there() })}</Text>
      {all.map(({ id, at }, i) => (
        <Button key={id} variant="default" justify="space-between" data-autofocus={i === 0 || undefined} aria-keyshortcuts={String(i + 1)} onClick={() => onChoose(at)}
          rightSection={<span>{there(Date.parse(at))}</span>}>{t(`later.${id}`)}</Button>
      ))}
      <Group align="flex-end" gap="sm">
        <TextInput type="datetime-local" flex={1} label={t('later.own')} value={own} onChange={(e) => setOwn(e.currentTarget.value)} />
        <Button disabled={own === ''} onClick={() => onChoose(fromLocal(own, card.timezone))}>{t('later.save')}</Button>
      </Group>
    </Stack>
  )
}
