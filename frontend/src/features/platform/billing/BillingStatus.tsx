import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { Billing, BillingState } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { Meter } from '@/shared/ui/Meter'
import { Section } from '@/shared/ui/Section'
import { StatusDot, type Tone } from '@/shared/ui/StatusDot'
import { complain } from '@/shared/ui/undoable'
import classes from './Billing.module.css'
import { useCancel, usePortal, useResume } from './billingQuery'

const tones: Record<BillingState, Tone> = { trialing: 'info', free: 'dim', active: 'ok', past_due: 'bad', grace: 'bad', suspended: 'bad', cancelled: 'bad', pending_purge: 'bad' }
const dayMs = 86_400_000

/** Where the company stands: plan, state in words, what is paid next, seats taken. */
export function BillingStatus({ billing }: { billing: Billing }) {
  const { t } = useTranslation(['billing', 'access', 'settings'])
  const format = useFormat()
  const can = useCan()
  const next = billing.nextInvoice
  return (
    <Section title={t('status.plan', { plan: t(`plan.${billing.plan}`) })} actions={<StatusDot tone={tones[billing.state]} pill>{t(`state.${billing.state}`)}</StatusDot>}>
      <StateText billing={billing} />
      {next && !billing.cancelAt ? <Text size="sm" mt={4}>{t('status.next', { total: format.money(next.total), date: format.date(next.at) })}{billing.card ? ` ${t('status.card', { card: billing.card })}` : null}</Text> : null}
      {billing.later && billing.later.plan !== 'free' && billing.periodEnd ? <Text size="sm" mt={4}>{t('status.later', { plan: t(`plan.${billing.later.plan}`), date: format.date(billing.periodEnd) })}</Text> : null}
      <div className={classes.meters}>
        {billing.seats.map((s) => (
          <Meter key={s.kind} label={t(`access:seat.${s.kind}`)} value={t('settings:seats.used', { used: format.number(s.used), licensed: format.number(s.licensed) })} used={s.used} of={s.licensed}
            note={s.scheduled !== null && s.scheduled !== s.licensed && billing.periodEnd ? t('status.scheduled', { n: format.number(s.scheduled), date: format.date(billing.periodEnd) }) : undefined} />
        ))}
      </div>
      {can('billing', 'update') && billing.hasSubscription ? <Actions billing={billing} /> : null}
      {can('billing', 'update') ? null : <Text size="sm" c="dimmed" mt="md">{t('who')}</Text>}
    </Section>
  )
}

/** One or two sentences: how long, and what happens then. */
function StateText({ billing }: { billing: Billing }) {
  const { t } = useTranslation('billing')
  const format = useFormat()
  if (billing.state === 'trialing' && billing.trialEndsAt) {
    const days = Math.max(0, Math.ceil((Date.parse(billing.trialEndsAt) - Date.now()) / dayMs))
    return (
      <>
        <Text className={classes.countdown}>{t('status.trialDays', { count: days, n: format.number(days), date: format.date(billing.trialEndsAt) })}</Text>
        <Text size="sm" c="dimmed">{billing.ordered ? t(billing.cancelAt ? 'trial.cancelled' : 'trial.pays', { plan: t(`plan.${billing.ordered.plan}`) }) : t('status.trialAfter')}</Text>
      </>
    )
  }
  if (billing.cancelAt) return <Text size="sm">{t(billing.later?.plan === 'free' ? 'status.toFree' : 'status.cancelAt', { date: format.date(billing.cancelAt) })}</Text>
  if (billing.state === 'active' && billing.periodEnd) return <Text size="sm" c="dimmed">{t(`status.paidUntil.${billing.interval}`, { date: format.date(billing.periodEnd) })}</Text>
  return (
    <>
      <Text size="sm" c="dimmed">{t(`status.${billing.state}`)}</Text>
      {billing.trialRefused && !billing.hasSubscription ? <Text size="sm" c="dimmed" mt={4}>{t(`trial.refused.${billing.trialRefused}`)}</Text> : null}
    </>
  )
}

function Actions({ billing }: { billing: Billing }) {
  const { t } = useTranslation('billing')
  const format = useFormat()
  const portal = usePortal()
  const resume = useResume()
  const cancel = useCancel()
  const [asking, ask] = useState(false)
  return (
    <Group gap="xs" mt="lg">
      <Button variant="default" loading={portal.isPending} onClick={() => portal.mutate(undefined, { onError: complain })}>{t('action.portal')}</Button>
      {billing.cancelAt
        ? <Button loading={resume.isPending} onClick={() => resume.mutate(undefined, { onError: complain })}>{t('action.resume')}</Button>
        : <Button variant="subtle" color="red" onClick={() => ask(true)}>{t('action.cancel')}</Button>}
      <ConfirmDialog opened={asking} onClose={() => ask(false)} danger title={t('cancel.title')} confirmLabel={t('action.cancel')} onConfirm={() => cancel.mutateAsync()}>
        <Text size="sm">{billing.periodEnd ? t('cancel.text', { date: format.date(billing.periodEnd) }) : t('cancel.textNoDate')}</Text>
        <Text size="sm" mt="xs">{t('cancel.undo')}</Text>
      </ConfirmDialog>
    </Group>
  )
}
