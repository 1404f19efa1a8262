import { Alert, Button } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Billing, Interval, Plan, Quote, SeatKind } from '@/shared/api/types'
import { problemText } from '@/shared/i18n/problemText'
import { useFormat } from '@/shared/i18n/format'
import { inform } from '@/shared/ui/undoable'
import classes from './Billing.module.css'
import { priceOf, seatsOf, useChangePlan, useCheckout, useQuote } from './billingQuery'
import { Loss } from './Loss'
import { QuotePanel } from './QuotePanel'
import { SeatStepper } from './SeatStepper'

const AfterTrial = lazy(() => import('./AfterTrial').then((m) => ({ default: m.AfterTrial })))

interface PlanOrderProps { billing: Billing; plan: Plan; interval: Interval }

/** Seats of a plan, their exact price, and the button that buys it or changes to it. */
export function PlanOrder({ billing, plan, interval }: PlanOrderProps) {
  const { t } = useTranslation('billing')
  const format = useFormat()
  const least = { full: Math.max(1, seatsOf(billing, 'full').needed), light: seatsOf(billing, 'light').needed }
  const [seats, setSeats] = useState(billing.ordered ? billing.ordered.seats : billing.hasSubscription ? { full: seatsOf(billing, 'full').next, light: seatsOf(billing, 'light').next } : least)
  const { data, error, upToDate } = useQuote(plan.code, interval, seats)
  const note = (kind: SeatKind) => {
    const price = priceOf(plan, kind, interval, billing.currency)
    return price ? t(`seats.note.${kind}`, { price: t(`quote.each.${interval}`, { price: format.money(price) }) }) : ''
  }
  const order = { plan: plan.code, interval, seats }
  return (
    <div className={classes.order}>
      <div className={classes.steppers}>
        {plan.code === 'free' ? <p className={classes.hint}>{t('status.free')}</p> : (['full', 'light'] as const).map((kind) => (
          <SeatStepper key={kind} kind={kind} value={seats[kind]} min={least[kind]} note={note(kind)} onChange={(n) => setSeats((s) => ({ ...s, [kind]: n }))} />
        ))}
        {plan.code === 'free' ? null : <p className={classes.hint}>{t('seats.viewers')}</p>}
      </div>
      <QuotePanel quote={data} error={error} upToDate={upToDate}>
        {data ? <Loss quote={data} /> : null}
        {billing.hasSubscription ? <Change order={order} quote={data} ready={upToDate} /> : <Buy order={order} quote={data} ready={upToDate} />}
      </QuotePanel>
    </div>
  )
}

interface ActProps { order: { plan: Plan['code']; interval: Interval; seats: { full: number; light: number } }; quote: Quote | undefined; ready: boolean }

function Buy({ order, quote, ready }: ActProps) {
  const { t } = useTranslation('billing')
  const format = useFormat()
  const checkout = useCheckout()
  return (
    <>
      {checkout.error ? <Alert color="red" variant="light" role="alert">{problemText(checkout.error)}</Alert> : null}
      <Button size="md" fullWidth disabled={!ready} loading={checkout.isPending} onClick={() => checkout.mutate(order)}>
        {quote ? t(`choose.buy.${order.interval}`, { plan: t(`plan.${order.plan}`), price: format.money(quote.recurring) }) : t('choose.buyPlain')}
      </Button>
      <p className={classes.hint}>{t('choose.where')}</p>
      {quote?.trialEnd ? <Suspense fallback={null}><AfterTrial order={order} quote={{ ...quote, trialEnd: quote.trialEnd }} ready={ready} /></Suspense> : null}
    </>
  )
}

function Change({ order, quote, ready }: ActProps) {
  const { t } = useTranslation(['billing', 'common'])
  const format = useFormat()
  const change = useChangePlan()
  const later = quote?.change === 'downgrade' || quote?.change === 'reduce' || quote?.change === 'trial'
  const label = !quote ? t('common:action.save')
    : later ? t('change.later', { plan: t(`plan.${order.plan}`), date: quote.renewsAt ? format.date(quote.renewsAt) : '' })
    : t('change.now', { plan: t(`plan.${order.plan}`), price: format.money(quote.dueNow) })
  const accept = () => void change.mutateAsync(order).then((b) => { if (!b.pendingPayment) inform(t('change.done')) }, () => undefined)
  return (
    <>
      {change.error ? <Alert color="red" variant="light" role="alert">{problemText(change.error)}</Alert> : null}
      <Button size="md" fullWidth disabled={!ready || quote?.change === 'none'} loading={change.isPending} onClick={accept}>{label}</Button>
      <p className={classes.hint}>{t(later ? 'change.laterText' : 'change.nowText')}</p>
    </>
  )
}
