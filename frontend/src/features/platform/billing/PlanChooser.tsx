import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Billing, Interval, Plan, PlanCode } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { ErrorState } from '@/shared/ui/ErrorState'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import classes from './Billing.module.css'
import { plansQuery, priceOf, yearSaving } from './billingQuery'
import { PlanCard } from './PlanCard'
import { PlanOrder } from './PlanOrder'

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
  const leave = billing.hasSubscription && !billing.ordered && billing.later?.plan !== 'free' // to the Free plan, when what is paid is over
  const choices = leave ? plans : sold
  const [code, setCode] = useState<PlanCode>(sold.find((p) => p.code === (billing.ordered ?? billing).plan)?.code ?? sold[0]?.code ?? 'starter')
  const [interval, setInterval] = useState<Interval>(billing.interval)
  const plan = choices.find((p) => p.code === code)
  return (
    <Section title={t(billing.hasSubscription ? 'change.title' : 'choose.title')} text={t(billing.hasSubscription ? 'change.text' : 'choose.text')} actions={<IntervalSwitch value={interval} onChange={setInterval} saving={plan ? yearSaving(plan, currency) : 0} />}>
      <fieldset className={classes.plans}>
        <legend className="k-hidden">{t('choose.title')}</legend>
        {plans.map((p) => (
          <PlanCard key={p.code} plan={p} interval={interval} currency={currency} chosen={p.code === code} current={p.code === billing.plan && billing.state !== 'trialing'}
            onChoose={choices.includes(p) ? () => setCode(p.code) : undefined} />
        ))}
      </fieldset>
      {plan ? <PlanOrder key={billing.hasSubscription ? `${billing.plan}${billing.interval}${JSON.stringify(billing.ordered)}` : ''} billing={billing} plan={plan} interval={interval} /> : null}
    </Section>
  )
}

function IntervalSwitch({ value, onChange, saving }: { value: Interval; onChange: (i: Interval) => void; saving: number }) {
  const { t } = useTranslation('billing')
  const format = useFormat()
  const year = saving > 0.005 ? t('choose.yearSaves', { percent: format.percent(saving) }) : t('choose.year')
  return <SegmentedControl aria-label={t('choose.interval')} value={value} onChange={(v) => onChange(v as Interval)} data={[{ value: 'month', label: t('choose.month') }, { value: 'year', label: year }]} />
}
