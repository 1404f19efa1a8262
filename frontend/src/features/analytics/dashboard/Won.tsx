import { lazy } from 'react'
import { useTranslation } from 'react-i18next'
import type { Dashboard } from '@/shared/api/types'
import { exponentOf, useFormat } from '@/shared/i18n/format'
import { Section } from '@/shared/ui/Section'
import { ChartFrame, Figures } from './ChartFrame'
import { inCurrency } from './dashboardQuery'
import { daysOf } from './days'
import classes from './Report.module.css'

const Bars = lazy(() => import('./Charts').then((m) => ({ default: m.Bars })))

interface WonProps { won: Dashboard['wonThisMonth']; month: string; monthKey: string; currency: string }

/** The deals won this month, in all and by day. */
export function Won({ won, month, monthKey, currency }: WonProps) {
  const { t } = useTranslation('report')
  const format = useFormat()
  const whole = 10 ** exponentOf(currency)
  const money = (amount: number) => format.moneyShort({ amount, currency })
  const byDay = new Map(won.byDay.map((d) => [d.day, inCurrency(d.sums, currency) / whole]))
  const data = daysOf(monthKey, format.day(Date.now())).map((day) => ({ day: String(Number(day.slice(8))), value: byDay.get(day) ?? 0 }))
  const count = t('report:won.count', { count: won.count, n: format.number(won.count) })
  return (
    <Section title={t('report:won.title', { month })} text={count} actions={<span className={classes.big}>{money(inCurrency(won.sums, currency))}</span>}>
      {won.count === 0 ? <p className={classes.quiet}>{t('report:won.none')}</p> : (
        <ChartFrame label={t('report:won.title', { month })} chart={<Bars data={data} name="day" series={[{ name: 'value', label: t('report:won.value'), color: 'var(--k-chart-2)' }]} format={(n) => money(Math.round(n * whole))} />}>
          <Figures caption={t('report:won.title', { month })} head={[t('report:won.day'), t('report:deals'), t('report:won.value')]}
            rows={won.byDay.map((d) => ({ key: d.day, cells: [format.date(d.day), format.number(d.count), money(inCurrency(d.sums, currency))] }))} />
        </ChartFrame>
      )}
    </Section>
  )
}
