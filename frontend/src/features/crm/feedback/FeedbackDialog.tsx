import { Button, Group, Modal, NativeSelect, Stack, Text, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useMe } from '@/shared/api/me'
import type { FeedbackDraft } from '@/shared/api/typesFeedback'
import { fieldProblemText, problemText } from '@/shared/i18n/problemText'
import { inform } from '@/shared/ui/undoable'
import { Answered } from './Answered'
import { mineQuery, newsQuery } from './feedbackQuery'
import { screenNow } from './screen'

/** Says to the admins what is in one's way on the screen behind, or what it is about, and shows what they answered before. */
export function FeedbackDialog({ about, onClose }: { about: string | null; onClose: () => void }) {
  const { t } = useTranslation('feedback')
  return (
    <Modal opened={about !== null} onClose={onClose} title={t('title')} size="lg" closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {about !== null ? <><Say about={about} onClose={onClose} /><Earlier /></> : null}
    </Modal>
  )
}

function Say({ about, onClose }: { about: string; onClose: () => void }) {
  const { t } = useTranslation(['feedback', 'nav'])
  const { slug } = useMe().tenant
  const client = useQueryClient()
  const [screen] = useState(() => screenNow(slug, (section) => t(`nav:${section as 'contacts'}`)))
  const [part, setPart] = useState(about)
  const parts = about === '' ? screen.parts : [about, ...screen.parts]
  const [text, setText] = useState('')
  const [missing, setMissing] = useState(false)
  const send = useMutation({
    mutationFn: (draft: FeedbackDraft) => api.post('/feedback', { body: draft }),
    onSuccess: () => { void client.invalidateQueries({ queryKey: ['/feedback'] }); inform(t('sent')); onClose() },
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (text.trim() === '') setMissing(true)
    else send.mutate({ path: screen.path, screen: screen.name, part, text })
  }
  const problem = missing ? fieldProblemText('field.required', t('text'), '') : send.error ? problemText(send.error) : undefined
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Text size="sm" c="dimmed">{t('screen', { name: screen.name })}</Text>
        {parts.length > 0 ? <NativeSelect label={t('part')} value={part} onChange={(e) => setPart(e.currentTarget.value)} data={[{ value: '', label: t('whole') }, ...parts]} /> : null}
        <Textarea label={t('text')} description={t('textHint')} value={text} error={problem} maxLength={2000} autosize minRows={3} maxRows={8} data-autofocus withAsterisk
          onChange={(e) => { setText(e.currentTarget.value); setMissing(false); send.reset() }} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>{t('common:action.cancel')}</Button>
          <Button type="submit" loading={send.isPending}>{t('send')}</Button>
        </Group>
      </Stack>
    </form>
  )
}

/** What one said before. Having it on the screen, one has seen the answers. */
function Earlier() {
  const { t } = useTranslation('feedback')
  const client = useQueryClient()
  const { data } = useQuery(mineQuery())
  const news = data?.items.some((f) => f.news) ?? false
  useEffect(() => {
    if (news) void api.post('/feedback/seen').then(() => client.invalidateQueries({ queryKey: newsQuery().queryKey }), () => undefined)
  }, [news, client])
  if (!data || data.items.length === 0) return null
  return (
    <Stack gap="md" mt="xl">
      <Text component="h3" fw={600} size="sm">{t('earlier')}</Text>
      {data.items.map((f) => <Answered key={f.id} feedback={f} />)}
    </Stack>
  )
}
