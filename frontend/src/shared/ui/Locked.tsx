import { Alert, Anchor, Text } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan, useMaybeMe } from '@/shared/api/me'
import type { PlanCode } from '@/shared/api/types'

export interface Lock { feature: string; /** The smallest plan that has it; nothing when it is not locked. */ plan?: PlanCode; shown: boolean; show: () => void; hide: () => void }

/** Whether the plan lacks a feature, and whether that is being explained: by itself until it was put away once, then when asked. */
export function useLock(feature: string): Lock {
  const me = useMaybeMe()
  const plan = me?.plans[feature]
  const store = `kith.locked.${me?.tenant.slug}.${feature}`
  const [asked, ask] = useState<boolean | null>(null)
  const shown = plan !== undefined && (asked ?? localStorage.getItem(store) === null)
  return { feature, plan, shown, show: () => ask(true), hide: () => { localStorage.setItem(store, 'seen'); ask(false) } }
}

/** What the plan lacks, which plan has it and, for those who may buy, the way there. */
export function Locked({ lock: { feature, plan, shown, hide } }: { lock: Lock }) {
  const { t } = useTranslation(['billing', 'common'])
  const can = useCan()
  const slug = useMaybeMe()?.tenant.slug
  if (!shown || !plan) return null
  return (
    <Alert color="gray" variant="light" mb="md" role="status" icon={<IconLock aria-hidden />} title={t('locked.title', { what: t(`feature.${feature}`) })} withCloseButton closeButtonLabel={t('common:action.close')} onClose={hide}>
      <Text size="sm">{t('locked.text', { plan: t(`plan.${plan}`) })}</Text>
      {can('billing', 'update')
        ? <Anchor component={Link} to="/$slug/settings/billing" params={{ slug } as never} size="sm" underline="always">{t('locked.see')}</Anchor>
        : <Text size="sm" c="dimmed">{t('who')}</Text>}
    </Alert>
  )
}
