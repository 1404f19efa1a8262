import { Alert, Skeleton } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Quote } from '@/shared/api/types'
import { problemText } from '@/shared/i18n/problemText'
import { useFormat } from '@/shared/i18n/format'
import classes from './Billing.module.css'

interface QuotePanelProps { quote: Quote | undefined; error: unknown; upToDate: boolean; children: ReactNode }

/** The exact price, line by line, and the button that accepts it. */
export function QuotePanel({ quote, error, upToDate, children }: QuotePanelProps) {
  if (error) return <div className={classes.quote}><Alert color="red" variant="light" role="alert">{problemText(error)}</Alert></div>
  if (!quote) return <div className={classes.quote}><Skeleton height={18} mb="sm" /><Skeleton height={18} mb="sm" /><Skeleton height={36} /></div>
  return (
    <div className={classes.quote} aria-busy={!upToDate} data-stale={!upToDate || undefined}>
      <Lines quote={quote} />
      <Totals quote={quote} />
      <Said quote={quote} upToDate={upToDate} />
      {children}
    </div>
  )
}

function Lines({ quote }: { quote: Quote }) {
  const { t } = useTranslation(['billing', 'access'])
  const format = useFormat()
  const rest = quote.lines.some((l) => l.proration)
  return (
    <table className={classes.lines}>
      <caption className="k-hidden">{t('quote.title')}</caption>
      <tbody>
        {quote.lines.map((l) => (
          <tr key={`${l.kind ?? l.description}${l.quantity}${l.proration}${l.amount.amount}`}>
            <th scope="row">
              {l.kind ? t(wordsFor(l), { n: format.number(l.quantity), kind: t(`access:seat.${l.kind}`) }) : l.description}
              {l.proration ? null : <span>{t(`quote.each.${quote.interval}`, { price: format.money(l.unit) })}</span>}
            </th>
            <td className="k-num">{format.money(l.amount)}</td>
          </tr>
        ))}
      </tbody>
      {rest ? <tfoot><tr><td colSpan={2}>{t('quote.prorated')}</td></tr></tfoot> : null}
    </table>
  )
}

function useTotals({ dueNow, recurring }: Quote) {
  const format = useFormat()
  return { now: format.money(dueNow), recurring: format.money(recurring) }
}

/** Seats for the whole period, for the rest of it, or those of the rest that are paid already and given back. */
const wordsFor = (l: Quote['lines'][number]) => (!l.proration ? 'quote.line' : l.amount.amount < 0 ? 'quote.paid' : 'quote.restOf')

/** Tells a screen reader the price once it has settled. */
function Said({ quote, upToDate }: { quote: Quote; upToDate: boolean }) {
  const { t } = useTranslation('billing')
  const totals = useTotals(quote)
  return <p className="k-hidden" role="status">{upToDate ? t('quote.said', totals) : ''}</p>
}

function Totals({ quote }: { quote: Quote }) {
  const { t } = useTranslation('billing')
  const format = useFormat()
  const { now, recurring } = useTotals(quote)
  return (
    <dl className={classes.totals}>
      {quote.discount.amount ? <div><dt>{t('quote.discount')}</dt><dd className="k-num">−{format.money(quote.discount)}</dd></div> : null}
      {quote.tax.amount ? <div><dt>{t('quote.tax')}</dt><dd className="k-num">{format.money(quote.tax)}</dd></div> : null}
      <div><dt>{t('quote.now')}</dt><dd className="k-num">{now}</dd></div>
      <div>
        <dt>{t(`quote.then.${quote.interval}`)}{quote.renewsAt ? <span>{t('quote.from', { date: format.date(quote.renewsAt) })}</span> : null}</dt>
        <dd className="k-num">{recurring}</dd>
      </div>
    </dl>
  )
}
