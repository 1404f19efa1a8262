import { IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Interval, Plan } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import classes from './Billing.module.css'
import { priceOf } from './billingQuery'

interface PlanCardProps { plan: Plan; interval: Interval; currency: string; chosen: boolean; current: boolean; onChoose?: () => void }

const bytesPerGiB = 2 ** 30

/** One plan: its price per seat, its limits, what is in it. A choice when it can be bought. */
export function PlanCard({ plan, interval, currency, chosen, current, onChoose }: PlanCardProps) {
  const { t } = useTranslation('billing')
  const body = (
    <>
      <span className={classes.planHead}>
        <b>{t(`plan.${plan.code}`)}</b>
        {current ? <span className={classes.tag}>{t('plan.current')}</span> : null}
      </span>
      <span className={classes.planFor}>{t(`plan.${plan.code}Text`)}</span>
      <Price plan={plan} interval={interval} currency={currency} />
      <Limits plan={plan} />
    </>
  )
  if (!onChoose) return <div className={classes.plan}>{body}</div>
  return <label className={classes.plan} data-chosen={chosen || undefined}><input type="radio" name="plan" value={plan.code} checked={chosen} onChange={onChoose} />{body}</label>
}

function Price({ plan, interval, currency }: Pick<PlanCardProps, 'plan' | 'interval' | 'currency'>) {
  const { t } = useTranslation('billing')
  const format = useFormat()
  const full = priceOf(plan, 'full', interval, currency)
  const light = priceOf(plan, 'light', interval, currency)
  if (!full || full.amount === 0) return <span className={classes.price}><b className="k-num">{format.moneyShort({ amount: 0, currency })}</b><span>{t('plan.noCost')}</span></span>
  return (
    <span className={classes.price}>
      <b className="k-num">{format.money(full)}</b>
      <span>{t(`plan.perFull.${interval}`)}</span>
      {light ? <span>{t(`plan.perLight.${interval}`, { price: format.money(light) })}</span> : null}
    </span>
  )
}

function Limits({ plan }: { plan: Plan }) {
  const { t } = useTranslation('billing')
  const format = useFormat()
  const { contacts, pipelines, storageBytes } = plan.limits
  const lines = [
    contacts ? t('limit.contacts', { count: contacts, n: format.number(contacts) }) : null,
    pipelines ? t('limit.pipelines', { count: pipelines, n: format.number(pipelines) }) : null,
    storageBytes ? t('limit.storage', { n: format.number(Math.round(storageBytes / bytesPerGiB)) }) : null,
    plan.features.includes('teams') ? t('limit.teams') : null,
    t('limit.safety'),
  ]
  return <span className={classes.limits}>{lines.filter((l) => l !== null).map((l) => <span key={l}><IconCheck size={16} aria-hidden />{l}</span>)}</span>
}
