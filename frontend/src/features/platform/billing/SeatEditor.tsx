import { Alert, Anchor, Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiProblem } from '@/shared/api/problem'
import type { Billing, SeatKind } from '@/shared/api/types'
import { problemText } from '@/shared/i18n/problemText'
import { useFormat } from '@/shared/i18n/format'
import { Section } from '@/shared/ui/Section'
import { complain, inform } from '@/shared/ui/undoable'
import classes from './Billing.module.css'
import { seatsOf, useChangeSeats, usePortal, useQuote } from './billingQuery'
import { QuotePanel } from './QuotePanel'
import { SeatStepper } from './SeatStepper'

/** More or fewer seats in a running plan. What it costs now and later stands there before it is done. */
export function SeatEditor({ billing }: { billing: Billing }) {
  const { t } = useTranslation('billing')
  const now = { full: seatsOf(billing, 'full').next, light: seatsOf(billing, 'light').next }
  const least = { full: Math.max(1, seatsOf(billing, 'full').needed), light: seatsOf(billing, 'light').needed }
  const [seats, setSeats] = useState(now)
  const changed = seats.full !== now.full || seats.light !== now.light
  const format = useFormat()
  const note = (kind: SeatKind) => {
    const unit = billing.seats.find((s) => s.kind === kind)?.unitPrice
    return unit ? t(`seats.note.${kind}`, { price: t(`quote.each.${billing.interval}`, { price: format.money(unit) }) }) : ''
  }
  return (
    <Section title={t('seats.title')} text={t('seats.text')}>
      <div className={classes.order}>
        <div className={classes.steppers}>
          {(['full', 'light'] as const).map((kind) => (
            <SeatStepper key={kind} kind={kind} value={seats[kind]} min={Math.min(least[kind], now[kind])} note={note(kind)} onChange={(n) => setSeats((s) => ({ ...s, [kind]: n }))} />
          ))}
        </div>
        {changed ? <Preview billing={billing} seats={seats} onReset={() => setSeats(now)} /> : <p className={classes.hint}>{t('seats.turn')}</p>}
      </div>
    </Section>
  )
}

interface PreviewProps { billing: Billing; seats: { full: number; light: number }; onReset: () => void }

function Preview({ billing, seats, onReset }: PreviewProps) {
  const { t } = useTranslation(['billing', 'common'])
  const format = useFormat()
  const { data, error, upToDate } = useQuote(billing.plan, billing.interval, seats)
  const change = useChangeSeats()
  const reduce = data?.change === 'reduce'
  // By promise: the editor starts anew with the new numbers by the time the answer is in. A refusal is shown below.
  const accept = () => void change.mutateAsync(seats).then((b) => { if (!b.pendingPayment) inform(t('seats.done')) }, () => undefined)
  const label = !data ? t('common:action.save')
    : reduce ? t('seats.reduce', { date: billing.periodEnd ? format.date(billing.periodEnd) : '' })
    : data.dueNow.amount > 0 ? t('seats.addPay', { price: format.money(data.dueNow) }) : t('common:action.save')
  return (
    <QuotePanel quote={data} error={error} upToDate={upToDate}>
      {reduce ? <p className={classes.hint}>{t('seats.reduceText')}</p> : null}
      <Refusal error={change.error} />
      <Button fullWidth disabled={!upToDate} loading={change.isPending} onClick={accept}>{label}</Button>
      <Button fullWidth variant="subtle" color="gray" onClick={onReset}>{t('common:action.cancel')}</Button>
    </QuotePanel>
  )
}

/** Why the change was not made; for a payment that failed, where the card can be changed. */
function Refusal({ error }: { error: Error | null }) {
  const { t } = useTranslation('billing')
  const portal = usePortal()
  if (!error) return null
  const payment = error instanceof ApiProblem && error.status === 402
  return (
    <Alert color="red" variant="light" role="alert">
      {problemText(error)} {payment ? <Anchor component="button" type="button" size="sm" underline="always" onClick={() => portal.mutate(undefined, { onError: complain })}>{t('action.card')}</Anchor> : null}
    </Alert>
  )
}
