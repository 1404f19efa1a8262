import { Alert, Button, Group, Text } from '@mantine/core'
import { IconAlertTriangle, IconClock } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { Billing, BillingState } from '@/shared/api/types'
import { complain } from '@/shared/ui/undoable'
import { usePortal } from './billingQuery'

const troubled: BillingState[] = ['past_due', 'grace', 'suspended', 'cancelled', 'pending_purge']

/** What is wrong with the payment, what follows from it, and the way out. */
export function BillingBanner({ billing }: { billing: Billing }) {
  const { t } = useTranslation('billing')
  const can = useCan()
  const portal = usePortal()
  const problem = troubled.includes(billing.state)
  if (!problem && !billing.pendingPayment) return null
  const code = problem ? billing.state : 'pending'
  const pay = can('billing', 'update') && billing.hasSubscription
  return (
    <Alert color={problem ? 'red' : 'gray'} variant="light" mb="md" role="status" title={t(`banner.${code}`)} icon={problem ? <IconAlertTriangle aria-hidden /> : <IconClock aria-hidden />}>
      <Text size="sm">{t(`banner.${code}Text`)}</Text>
      {pay ? <Group mt="sm"><Button size="xs" loading={portal.isPending} onClick={() => portal.mutate(undefined, { onError: complain })}>{t('banner.pay')}</Button></Group> : null}
    </Alert>
  )
}
