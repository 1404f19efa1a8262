import { lazy } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '@/shared/i18n/format'
import { Section } from '@/shared/ui/Section'
import { ChartFrame, Figures } from './ChartFrame'
import { activityKinds, totalOf, type Activity } from './dashboardQuery'
import classes from './Report.module.css'

const Bars = lazy(() => import('./Charts').then((m) => ({ default: m.Bars })))

/** Who called, met, wrote and finished how much this month. */
export function People({ people, month }: { people: Activity[]; month: string }) {
  const { t } = useTranslation('report')
  const format = useFormat()
  const busiest = [...people].sort((a, b) => totalOf(b) - totalOf(a))
  const series = activityKinds.map((kind, i) => ({ name: kind, label: t(`report:people.${kind}`), color: `var(--k-chart-${i + 1})` }))
  const data = busiest.slice(0, 12).map((p) => ({ name: p.name, ...Object.fromEntries(activityKinds.map((k) => [k, p[k]])) }))
  return (
    <Section title={t('report:people.title')} text={month}>
      {busiest.length === 0 ? <p className={classes.quiet}>{t('report:people.none')}</p> : (
        <ChartFrame wide label={t('report:people.title')} chart={<Bars stacked data={data} name="name" series={series} format={(n) => format.number(n)} />}>
          <Figures caption={t('report:people.title')} head={[t('report:people.person'), ...activityKinds.map((k) => t(`report:people.${k}`)), t('report:total')]}
            rows={busiest.map((p) => ({ key: p.userId, cells: [p.name, ...activityKinds.map((k) => format.number(p[k])), format.number(totalOf(p))] }))} />
        </ChartFrame>
      )}
    </Section>
  )
}
