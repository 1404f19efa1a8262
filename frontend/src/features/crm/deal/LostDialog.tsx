import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { reasonsQuery } from '@/shared/api/reasons'
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

function Reason({ deal, onAnswer }: { deal: Deal; onAnswer: (reason: string | null) => void }) {
  const { t } = useTranslation('deal')
  const [reason, setReason] = useState(deal.lostReason ?? '')
  const { data: usual = [] } = useQuery(reasonsQuery())
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
        <Group gap={8} mih={30} role="group" aria-label={t('deal:lost.usual')}>
          {usual.map((text) => {
            const chosen = reason === text
            return <Button key={text} size="compact-sm" variant={chosen ? 'light' : 'default'} aria-pressed={chosen} onClick={() => choose(text)}>{text}</Button>
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
