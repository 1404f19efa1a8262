import { Anchor, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useCan, useMe } from '@/shared/api/me'
import { useAmount } from '@/shared/i18n/useAmount'
import { Meter } from '@/shared/ui/Meter'
import { Section } from '@/shared/ui/Section'
import classes from './Billing.module.css'

const order = ['contacts', 'pipelines', 'customFields', 'storageBytes', 'automationRunsMonth', 'emailsDay'] as const

/** How much of the plan's limits is used, and what follows at their end. */
export function UseSection() {
  const { t } = useTranslation('billing')
  const amount = useAmount()
  const me = useMe()
  const can = useCan()
  const shown = order.filter((name) => me.use[name] && me.limits[name] != null)
  if (shown.length === 0) return null
  const note = (name: string, used: number, limit: number) => {
    if (used < limit) return used * 5 >= limit * 4 ? t('use.soon') : undefined
    const plan = me.use[name]!.plan
    return plan ? t('use.fullPlan', { plan: t(`plan.${plan}`) }) : t('use.full')
  }
  /** Only files can be got rid of by anybody, at once. */
  const advice = (name: string, used: number, limit: number) => [note(name, used, limit), name === 'storageBytes' && used * 5 >= limit * 4 ? t('use.freeing') : undefined].filter(Boolean).join(' ') || undefined
  return (
    <Section title={t('use.title')} text={t('use.text')}>
      <div className={classes.meters}>
        {shown.map((name) => {
          const used = me.use[name]!.used
          const limit = me.limits[name]!
          return <Meter key={name} label={t(`use.name.${name}`)} used={used} of={limit} note={advice(name, used, limit)} value={t('use.of', { used: amount(name, used), limit: amount(name, limit) })} />
        })}
      </div>
      <Text size="sm" mt="md"><Anchor renderRoot={(p) => <Link {...p} to="/$slug/settings/usage" params={{ slug: me.tenant.slug }} />} underline="always">{t('history.link')}</Anchor></Text>
      {can('import', 'create') ? <Text size="sm" mt="xs"><Anchor renderRoot={(p) => <Link {...p} to="/$slug/waiting" params={{ slug: me.tenant.slug }} />} underline="always">{t('waiting.link')}</Anchor></Text> : null}
    </Section>
  )
}
