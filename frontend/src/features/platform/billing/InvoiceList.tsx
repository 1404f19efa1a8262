import { Anchor } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Bill } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { ErrorState } from '@/shared/ui/ErrorState'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { StatusDot, type Tone } from '@/shared/ui/StatusDot'
import classes from './Billing.module.css'
import { invoicesQuery } from './billingQuery'

const tones: Record<Bill['status'], Tone> = { open: 'bad', paid: 'ok', void: 'dim', uncollectible: 'dim' }

/** Every invoice as the payment provider made it, with its file, its receipt, and where an open one is paid. */
export function InvoiceList() {
  const { t } = useTranslation('billing')
  const query = useQuery(invoicesQuery())
  return (
    <Section title={t('invoice.title')} text={t('invoice.text')}>
      {query.isPending ? <ListSkeleton rows={3} /> : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        : query.data.length === 0 ? <p className={classes.hint}>{t('invoice.none')}</p> : <Table bills={query.data} />}
    </Section>
  )
}

function Table({ bills }: { bills: Bill[] }) {
  const { t } = useTranslation('billing')
  const format = useFormat()
  return (
    <table className={classes.invoices}>
      <thead><tr><th scope="col">{t('invoice.number')}</th><th scope="col">{t('invoice.date')}</th><th scope="col">{t('invoice.state')}</th><th scope="col">{t('invoice.total')}</th><th scope="col"><span className="k-hidden">{t('invoice.files')}</span></th></tr></thead>
      <tbody>
        {bills.map((b) => (
          <tr key={b.id}>
            <th scope="row">{b.number || '–'}</th>
            <td><time dateTime={b.at}>{format.date(b.at)}</time></td>
            <td><StatusDot tone={tones[b.status]}>{t(`invoice.status.${b.status}`)}</StatusDot>{b.disputed ? <p className={classes.hint}>{t('invoice.disputed')}</p> : b.dueAt && b.status === 'open' ? <p className={classes.hint}>{t('invoice.due', { date: format.date(b.dueAt) })}</p> : null}</td>
            <td className="k-num">{format.money(b.total)}{b.back.amount ? <p className={classes.hint}>{t('invoice.back', { amount: format.money(b.back) })}</p> : null}{b.reverseCharge ? <p className={classes.hint}>{t('invoice.reverse')}</p> : null}</td>
            <td className={classes.files}>
              {b.pdf ? <Anchor href={b.pdf} target="_blank" rel="noreferrer" size="sm" underline="always" aria-label={t('invoice.pdfOf', { number: b.number })}>PDF</Anchor> : null}
              {b.page ? <Anchor href={b.page} target="_blank" rel="noreferrer" size="sm" underline="always" aria-label={t(b.status === 'open' ? 'invoice.payOf' : 'invoice.receiptOf', { number: b.number })}>{t(b.status === 'open' ? 'invoice.pay' : 'invoice.receipt')}</Anchor> : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
