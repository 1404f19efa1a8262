import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CallRule } from '@/shared/api/typesCadence'
import { onDemand } from '@/shared/lib/onDemand'
import { ruleQuery } from './cadenceQuery'
import classes from './Calls.module.css'

const RuleDialog = onDemand(() => import('./RuleDialog').then((m) => m.RuleDialog), (p) => p.opened)

export const clockOf = (hour: number) => `${String(hour).padStart(2, '0')}:00`

/** How the leads of a pipeline are called, in its set-up. */
export function RuleLine({ pipeline }: { pipeline: { id: string; name: string } }) {
  const { t } = useTranslation('selling')
  const { data } = useQuery(ruleQuery(pipeline.id))
  const [editing, setEditing] = useState(false)
  if (!data) return null
  return (
    <section className={classes.ruleLine} aria-label={t('rule.title')}>
      <div>
        <h3>{t('rule.title')}<span className="k-hidden">: {pipeline.name}</span></h3>
        <p className={classes.quiet}><InWords rule={data} /></p>
      </div>
      <Button variant="default" size="sm" onClick={() => setEditing(true)}>{t('rule.edit')}<span className="k-hidden">: {pipeline.name}</span></Button>
      <RuleDialog opened={editing} pipeline={pipeline} rule={data} onClose={() => setEditing(false)} />
    </section>
  )
}

function InWords({ rule }: { rule: CallRule }) {
  const { t } = useTranslation('selling')
  if (!rule.active) return t('rule.off')
  const main = t('rule.on', { count: rule.attempts, n: rule.attempts, days: rule.days, from: clockOf(rule.fromHour), to: clockOf(rule.toHour) })
  return <>{main}, {t(rule.sundays ? 'rule.withSundays' : 'rule.noSundays')}</>
}
