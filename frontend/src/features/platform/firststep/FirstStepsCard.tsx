import { CloseButton, Title } from '@mantine/core'
import { IconChevronRight, IconCircle, IconCircleCheckFilled } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useMe } from '@/shared/api/me'
import type { FirstSteps } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { complain } from '@/shared/ui/undoable'
import classes from './FirstSteps.module.css'

const key = ['/first-steps']

/** Where each step is done. */
const places: Record<string, { to: string; search?: Record<string, unknown> }> = {
  invite: { to: '/$slug/settings/members', search: { invite: true } },
  import: { to: '/$slug/import' },
  deal: { to: '/$slug/deals', search: { new: true } },
  plan: { to: '/$slug/settings/billing' },
  team: { to: '/$slug/settings/teams' },
  task: { to: '/$slug/tasks', search: { new: true } },
  contact: { to: '/$slug/contacts', search: { new: true } },
  look: { to: '/$slug/contacts' },
  note: { to: '/$slug/contacts' },
  health: { to: '/$slug/settings/health' },
  sessions: { to: '/$slug/settings/security' },
}

/** The first things to do here, by role; gone once all are done or it is put away. For the Today page. */
export function FirstStepsCard() {
  const { t } = useTranslation('access')
  const title = useId()
  const format = useFormat()
  const { slug } = useMe().tenant
  const { data } = useQuery({ queryKey: key, queryFn: ({ signal }) => api.get('/first-steps', { signal }) })
  const dismiss = useDismiss()
  const steps = data?.items ?? []
  const done = steps.filter((s) => s.done).length
  if (!data || data.dismissed || done === steps.length) return null
  return (
    <section className={classes.card} aria-labelledby={title}>
      <div className={classes.head}>
        <Title order={2} id={title}>{t('steps.title')}</Title>
        <span className={classes.count}>{t('steps.count', { done: format.number(done), all: format.number(steps.length) })}</span>
        <CloseButton aria-label={t('steps.dismiss')} onClick={() => dismiss.mutate()} />
      </div>
      <ul className={classes.list}>{steps.map((step) => <Step key={step.code} step={step} slug={slug} />)}</ul>
    </section>
  )
}

function Step({ step, slug }: { step: FirstSteps['items'][number]; slug: string }) {
  const { t } = useTranslation('access')
  const place = places[step.code]
  const text = <span className={classes.text}><b>{t(`steps.${step.code}`)}</b><span>{t(`steps.${step.code}Text`)}</span></span>
  if (step.done || !place) {
    return <li className={classes.step} data-done={step.done || undefined}>{step.done ? <IconCircleCheckFilled size={22} aria-hidden /> : <IconCircle size={22} aria-hidden />}{text}{step.done ? <span className="k-hidden">{t('common:action.done')}</span> : null}</li>
  }
  return (
    <li>
      <Link className={classes.step} to={place.to as '/'} params={{ slug } as never} search={place.search as never}>
        <IconCircle size={22} stroke={1.5} aria-hidden />{text}<IconChevronRight size={18} aria-hidden />
      </Link>
    </li>
  )
}

/** Puts the card away for good. */
function useDismiss() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => api.post('/first-steps/dismiss'),
    onError: complain,
    onSuccess: () => client.setQueryData<FirstSteps>(key, (d) => d && { ...d, dismissed: true }),
  })
}
