import { Alert, Text } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Billing } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'

/** What became of the last payment besides being paid: money that was given back, a payment that the bank disputes. */
export function PaymentNews({ billing: { dispute, refunded } }: { billing: Billing }) {
  const { t } = useTranslation('billing')
  const format = useFormat()
  return (
    <>
      {dispute ? <Alert color={dispute === 'won' ? 'gray' : 'red'} variant="light" mb="md" role="status" icon={<IconInfoCircle aria-hidden />} title={t(`dispute.${dispute}`)}><Text size="sm">{t(`dispute.${dispute}Text`)}</Text></Alert> : null}
      {refunded ? <Alert color="gray" variant="light" mb="md" role="status" icon={<IconInfoCircle aria-hidden />} title={t('refund.title', { amount: format.money(refunded) })}><Text size="sm">{t('refund.text')}</Text></Alert> : null}
    </>
  )
}
