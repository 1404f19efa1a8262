import { Button, Group, SegmentedControl, Textarea } from '@mantine/core'
import { IconMessageReport } from '@tabler/icons-react'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useCan, useMe } from '@/shared/api/me'
import type { Feedback } from '@/shared/api/typesFeedback'
import { problemText } from '@/shared/i18n/problemText'
import { Denied } from '@/shared/ui/Denied'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { inform } from '@/shared/ui/undoable'
import { Answered } from './Answered'
import classes from './Feedback.module.css'
import { feedbackQuery, type Shown } from './feedbackQuery'

/** What is in people's way, for those who can do something about it. */
export function FeedbackPage() {
  const { t } = useTranslation('feedback')
  const [shown, setShown] = useState<Shown>('open')
  const allowed = useCan()('role', 'read')
  const choice = <SegmentedControl aria-label={t('page.title')} value={shown} onChange={(v) => setShown(v as Shown)} data={(['open', 'answered', 'all'] as const).map((value) => ({ value, label: t(`page.${value}`) }))} />
  return (
    <>
      <PageHeader title={t('page.title')} below={t('page.text')} actions={allowed ? choice : undefined} />
      {allowed ? <All shown={shown} /> : <Denied who={t('page.who')} />}
    </>
  )
}

function All({ shown }: { shown: Shown }) {
  const { t } = useTranslation('feedback')
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(feedbackQuery(shown))
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <ListSkeleton rows={3} height={72} />
  const all = data.pages.flatMap((p) => p.items)
  if (all.length === 0) return <EmptyState icon={<IconMessageReport size={24} stroke={1.75} />} title={t('page.empty')} text={t('page.emptyText')} action={null} />
  return (
    <>
      {all.map((f) => <One key={f.id} feedback={f} />)}
      {hasNextPage ? <Group justify="center" mt="md"><Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t('page.more')}</Button></Group> : null}
    </>
  )
}

function One({ feedback: f }: { feedback: Feedback }) {
  const { t } = useTranslation('feedback')
  const { slug } = useMe().tenant
  const may = useCan()('role', 'update')
  const [answering, setAnswering] = useState(false)
  return (
    <Section title={[f.screen, f.part].filter(Boolean).join(' · ')}>
      <Answered feedback={f} by={f.ownerName} />
      <div className={classes.tools}>
        {may && !answering ? <Button size="compact-sm" variant={f.answeredAt ? 'subtle' : 'light'} onClick={() => setAnswering(true)}>{t(f.answeredAt ? 'page.change' : 'page.answer')}</Button> : null}
        <Button size="compact-sm" variant="subtle" component={Link} to={`/${slug}/${f.path}` as never}>{t('page.look')}</Button>
      </div>
      {answering ? <AnswerForm feedback={f} onDone={() => setAnswering(false)} /> : null}
    </Section>
  )
}

function AnswerForm({ feedback: f, onDone }: { feedback: Feedback; onDone: () => void }) {
  const { t } = useTranslation('feedback')
  const client = useQueryClient()
  const [answer, setAnswer] = useState(f.answer)
  const send = useMutation({
    mutationFn: () => api.post('/feedback/{id}/answer', { path: { id: f.id }, body: { version: f.version, answer } }),
    onSuccess: () => { inform(t('page.sent')); onDone() },
    onSettled: () => client.invalidateQueries({ queryKey: ['/feedback'] }),
  })
  const submit = (event: SubmitEvent) => { event.preventDefault(); send.mutate() }
  return (
    <form onSubmit={submit} noValidate>
      <Textarea mt="sm" label={t('page.answerLabel')} value={answer} error={send.error ? problemText(send.error) : undefined} maxLength={2000} autosize minRows={2} maxRows={8} autoFocus onChange={(e) => { setAnswer(e.currentTarget.value); send.reset() }} />
      <Group gap="xs" mt="xs">
        <Button type="submit" size="sm" loading={send.isPending} disabled={answer.trim() === ''}>{t('page.answer')}</Button>
        <Button size="sm" variant="default" onClick={onDone}>{t('common:action.cancel')}</Button>
      </Group>
    </form>
  )
}
