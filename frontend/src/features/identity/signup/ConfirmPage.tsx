import { Anchor, Button, Group, Loader } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useLocation, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { ApiProblem } from '@/shared/api/problem'
import { takeSession } from '@/shared/api/session'
import { problemText } from '@/shared/i18n/problemText'
import { AuthFrame } from '@/shared/ui/AuthFrame'
import classes from './Signup.module.css'

/** Opened from the mail: confirms the address, which makes the company, and goes in. */
export function ConfirmPage() {
  const { t } = useTranslation('auth')
  const token = useLocation({ select: (l) => l.hash })
  const confirm = useConfirm()
  const { mutate } = confirm
  const waited = useRef(false)
  useEffect(() => { if (token) mutate(token) }, [token, mutate])
  const waiting = isWaiting(confirm.error)
  useEffect(() => {
    if (!waiting) return
    const again = setTimeout(() => mutate(token), 5000)
    return () => clearTimeout(again)
  }, [waiting, mutate, token])
  const gone = token === '' || (confirm.error instanceof ApiProblem && confirm.error.status === 410)
  if (gone) return <GonePage />
  if (waiting || (confirm.isPending && waited.current)) {
    waited.current = true
    return <AuthFrame title={t('confirm.title')} text={t('confirm.waiting')}><Steps done={false} /></AuthFrame>
  }
  if (confirm.isError) {
    return <AuthFrame title={t('confirm.failed')} text={problemText(confirm.error)}><Button onClick={() => mutate(token)} fullWidth>{t('common:action.retry')}</Button></AuthFrame>
  }
  return <AuthFrame title={t('confirm.title')} text={t('confirm.text')}><Steps done={confirm.isSuccess} /></AuthFrame>
}

/** No room is ready for the company: it is being made, and nothing has begun that could be left half done. */
const isWaiting = (error: unknown) => error instanceof ApiProblem && error.code === 'tenant.preparing'

function useConfirm() {
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (token: string) => api.post('/signups/confirm', { body: { token } }),
    onSuccess: async (session) => {
      queryClient.clear()
      takeSession(session)
      if (session.tenant) await navigate({ to: '/$slug/today', params: { slug: session.tenant.slug }, replace: true })
      else await navigate({ to: '/', replace: true })
    },
  })
}

function Steps({ done }: { done: boolean }) {
  const { t } = useTranslation('auth')
  const states = done ? ['done', 'done', 'now'] : ['done', 'now', 'idle']
  return (
    <ol className={classes.steps} role="status">
      {(['mail', 'company', 'open'] as const).map((step, i) => (
        <li key={step} data-state={states[i]}>
          {states[i] === 'done' ? <IconCircleCheck size={20} aria-hidden /> : states[i] === 'now' ? <Loader size={20} aria-hidden /> : <span className={classes.idle} aria-hidden />}
          {t(`confirm.${step}`)}
        </li>
      ))}
    </ol>
  )
}

function GonePage() {
  const { t } = useTranslation('auth')
  return (
    <AuthFrame title={t('gone.title')} text={t('gone.confirm')} foot={<Anchor component={Link} to="/forgot" size="sm">{t('login.forgot')}</Anchor>}>
      <Group gap="xs" grow>
        <Button component={Link} to="/login">{t('login.submit')}</Button>
        <Button component={Link} to="/signup" variant="default">{t('login.signup')}</Button>
      </Group>
    </AuthFrame>
  )
}
