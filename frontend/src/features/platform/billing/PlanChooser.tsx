import { Alert, Button, SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Billing, Interval, Plan, PlanCode, SeatKind } from '@/shared/api/types'
import { problemText } from '@/shared/i18n/problemText'
import { useFormat } from '@/shared/i18n/format'
import { ErrorState } from '@/shared/ui/ErrorState'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import classes from './Billing.module.css'
import { plansQuery, priceOf, seatsOf, useCheckout, useQuote, yearSaving } from './billingQuery'
import { PlanCard } from './PlanCard'
import { QuotePanel } from './QuotePanel'
import { SeatStepper } from './SeatStepper'

/** The plans side by side, the seats, the exact price, and the way to pay. */
export function PlanChooser({ billing }: { billing: Billing }) {
  const { t } = useTranslation('billing')
  const { data, error, refetch } = useQuery(plansQuery())
  if (error) return <Section title={t('choose.title')}><ErrorState error={error} onRetry={() => void refetch()} /></Section>
  if (!data) return <ListSkeleton rows={6} height={32} />
  return <Chooser billing={billing} plans={data} />
}

function Chooser({ billing, plans }: { billing: Billing; plans: Plan[] }) {
  const { t } = useTranslation('billing')
  const { currency } = billing
  const sold = plans.filter((p) => (priceOf(p, 'full', 'month', currency)?.amount ?? 0) > 0)
  const [code, setCode] = useState<PlanCode>(sold.find((p) => p.code === billing.plan)?.code ?? sold[0]?.code ?? 'starter')
  const [interval, setInterval] = useState<Interval>('month')
  const plan = sold.find((p) => p.code === code)
  return (
    <Section title={t('choose.title')} text={t('choose.text')} actions={<IntervalSwitch value={interval} onChange={setInterval} saving={plan ? yearSaving(plan, currency) : 0} />}>
      <fieldset className={classes.plans}>
        <legend className="k-hidden">{t('choose.title')}</legend>
        {plans.map((p) => (
          <PlanCard key={p.code} plan={p} interval={interval} currency={currency} chosen={p.code === code} current={p.code === billing.plan && billing.state !== 'trialing'}
            onChoose={sold.includes(p) ? () => setCode(p.code) : undefined} />
        ))}
      </fieldset>
      {plan ? <Order billing={billing} plan={plan} interval={interval} /> : null}
    </Section>
  )
}

function IntervalSwitch({ value, onChange, saving }: { value: Interval; onChange: (i: Interval) => void; saving: number }) {
  const { t } = useTranslation('billing')
  const format = useFormat()
  const year = saving > 0.005 ? t('choose.yearSaves', { percent: format.percent(saving) }) : t('choose.year')
  return <SegmentedControl aria-label={t('choose.interval')} value={value} onChange={(v) => onChange(v as Interval)} data={[{ value: 'month', label: t('choose.month') }, { value: 'year', label: year }]} />
}

/** Seats and their price. */
function Order({ billing, plan, interval }: { billing: Billing; plan: Plan; interval: Interval }) {
  const { t } = useTranslation('billing')
  const format = useFormat()
  const least = { full: Math.max(1, seatsOf(billing, 'full').used), light: seatsOf(billing, 'light').used }
  const [seats, setSeats] = useState(least)
  const { data, error, upToDate } = useQuote(plan.code, interval, seats)
  const checkout = useCheckout()
  const note = (kind: SeatKind) => {
    const price = priceOf(plan, kind, interval, billing.currency)
    return price ? t(`seats.note.${kind}`, { price: t(`quote.each.${interval}`, { price: format.money(price) }) }) : ''
  }
  return (
    <div className={classes.order}>
      <div className={classes.steppers}>
        {(['full', 'light'] as const).map((kind) => (
          <SeatStepper key={kind} kind={kind} value={seats[kind]} min={least[kind]} note={note(kind)} onChange={(n) => setSeats((s) => ({ ...s, [kind]: n }))} />
        ))}
        <p className={classes.hint}>{t('seats.viewers')}</p>
      </div>
      <QuotePanel quote={data} error={error} upToDate={upToDate}>
        {checkout.error ? <Alert color="red" variant="light" role="alert">{problemText(checkout.error)}</Alert> : null}
        <Button size="md" fullWidth disabled={!upToDate} loading={checkout.isPending} onClick={() => checkout.mutate({ plan: plan.code, interval, seats })}>
          {data ? t(`choose.buy.${interval}`, { plan: t(`plan.${plan.code}`), price: format.money(data.recurring) }) : t('choose.buyPlain')}
        </Button>
        <p className={classes.hint}>{t('choose.where')}</p>
      </QuotePanel>
    </div>
  )
}
