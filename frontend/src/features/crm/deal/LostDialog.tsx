import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Deal } from '@/shared/api/types'
import { fieldProblemText } from '@/shared/i18n/problemText'

interface LostDialogProps {
  /** The deal asked about; null while nothing is asked. */
  deal: Deal | null
  /** The reason, or null when the deal shall stay where it was. */
  onAnswer: (reason: string | null) => void
}

/** Why was it lost? Asked at the moment a deal is moved there. */
export function LostDialog({ deal, onAnswer }: LostDialogProps) {
  const { t } = useTranslation('deal')
  return (
    <Modal opened={deal !== null} onClose={() => onAnswer(null)} title={t('deal:lost.title')} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {deal ? <Reason deal={deal} onAnswer={onAnswer} /> : null}
    </Modal>
  )
}

const usual = ['price', 'competitor', 'timing', 'noAnswer', 'noNeed'] as const

function Reason({ deal, onAnswer }: { deal: Deal; onAnswer: (reason: string | null) => void }) {
  const { t } = useTranslation('deal')
  const [reason, setReason] = useState(deal.lostReason ?? '')
  const [missing, setMissing] = useState(false)
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    if (reason.trim() === '') setMissing(true)
    else onAnswer(reason.trim())
  }
  const choose = (text: string) => { setReason(text); setMissing(false) }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Text size="sm" c="dimmed">{t('deal:lost.text', { name: deal.name })}</Text>
        <Group gap={8} role="group" aria-label={t('deal:lost.usual')}>
          {usual.map((code) => {
            const text = t(`deal:lost.reasons.${code}`)
            const chosen = reason === text
            return <Button key={code} size="compact-sm" variant={chosen ? 'light' : 'default'} aria-pressed={chosen} onClick={() => choose(text)}>{text}</Button>
          })}
        </Group>
        <Textarea label={t('deal:field.lostReason')} value={reason} onChange={(e) => choose(e.currentTarget.value)} maxLength={500} autosize minRows={2} maxRows={6} data-autofocus
          error={missing ? fieldProblemText('field.required', t('deal:field.lostReason'), '') : undefined} withAsterisk />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={() => onAnswer(null)}>{t('common:action.cancel')}</Button>
          <Button type="submit">{t('deal:lost.submit')}</Button>
        </Group>
      </Stack>
    </form>
  )
}
