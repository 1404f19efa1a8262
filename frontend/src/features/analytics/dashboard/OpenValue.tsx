import { lazy } from 'react'
import { useTranslation } from 'react-i18next'
import type { Dashboard } from '@/shared/api/types'
import { exponentOf, useFormat } from '@/shared/i18n/format'
import { Section } from '@/shared/ui/Section'
import { ChartFrame, Figures } from './ChartFrame'
import { inCurrency } from './dashboardQuery'
import classes from './Report.module.css'

const Bars = lazy(() => import('./Charts').then((m) => ({ default: m.Bars })))

/** What the open deals of each stage are worth. */
export function OpenValue({ stages, currency }: { stages: Dashboard['openByStage']; currency: string }) {
  const { t } = useTranslation('report')
  const format = useFormat()
  const whole = 10 ** exponentOf(currency)
  const several = new Set(stages.map((s) => s.pipeline)).size > 1
  const nameOf = (s: Dashboard['openByStage'][number]) => (several ? `${s.stage} · ${s.pipeline}` : s.stage)
  const rows = stages.map((s) => ({ id: s.stageId, name: nameOf(s), count: s.count, amount: inCurrency(s.sums, currency) }))
  const total = rows.reduce((sum, r) => sum + r.amount, 0)
  const money = (amount: number) => format.moneyShort({ amount, currency })
  return (
    <Section title={t('report:open.title')} text={t('report:open.text', { currency })} actions={<span className={classes.big}>{money(total)}</span>}>
      {rows.every((r) => r.count === 0) ? <p className={classes.quiet}>{t('report:open.none')}</p> : (
        <ChartFrame label={t('report:open.title')} chart={<Bars data={rows.map((r) => ({ name: r.name, value: r.amount / whole }))} name="name" series={[{ name: 'value', label: t('report:open.value'), color: 'var(--k-chart-1)' }]} format={(n) => money(Math.round(n * whole))} />}>
          <Figures caption={t('report:open.title')} head={[t('report:open.stage'), t('report:deals'), t('report:open.value')]}
            rows={rows.map((r) => ({ key: r.id, cells: [r.name, format.number(r.count), money(r.amount)] }))}
            foot={[t('report:total'), format.number(rows.reduce((sum, r) => sum + r.count, 0)), money(total)]} />
        </ChartFrame>
      )}
    </Section>
  )
}
