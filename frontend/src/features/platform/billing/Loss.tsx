import { Alert, List, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Quote } from '@/shared/api/types'
import { useAmount } from '@/shared/i18n/useAmount'

/** What the plan ordered has less of, before anybody says yes. Nothing of it is deleted. */
export function Loss({ quote }: { quote: Quote }) {
  const { t } = useTranslation('billing')
  const amount = useAmount()
  if (quote.over.length === 0 && quote.loses.length === 0) return null
  return (
    <Alert color="yellow" variant="light" title={t('loss.title')}>
      <List size="sm">
        {quote.over.map((o) => <List.Item key={o.name}>{t('loss.over', { what: t(`use.name.${o.name}`), used: amount(o.name, o.used), limit: amount(o.name, o.limit) })}</List.Item>)}
        {quote.loses.map((f) => <List.Item key={f}>{t(`feature.${f}`)}</List.Item>)}
      </List>
      <Text size="sm" mt="xs">{t('loss.text')}</Text>
    </Alert>
  )
}
