import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Order, Quote } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { problemText } from '@/shared/i18n/problemText'
import classes from './Billing.module.css'
import { useCheckout } from './billingQuery'

/** For somebody on trial: a card now, and the first payment when the trial ends. */
export function AfterTrial({ order, quote, ready }: { order: Order; quote: Quote & { trialEnd: string }; ready: boolean }) {
  const { t } = useTranslation('billing')
  const format = useFormat()
  const checkout = useCheckout()
  const words = { date: format.date(quote.trialEnd), price: format.money(quote.recurring) }
  return (
    <>
      <Button variant="default" fullWidth disabled={!ready} loading={checkout.isPending} onClick={() => checkout.mutate({ ...order, afterTrial: true })}>{t('trial.after', words)}</Button>
      <p className={classes.hint} role={checkout.error ? 'alert' : undefined}>{checkout.error ? problemText(checkout.error) : `${t('trial.afterText', words)} ${t('trial.once')}`}</p>
    </>
  )
}
