import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Import } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'

/** How many rows are taken but for something that they say. */
export function Remarks({ data }: { data: Import }) {
  const { t } = useTranslation('importMore')
  const format = useFormat()
  return data.remarked > 0 ? <Text size="sm" c="dimmed" mt="sm">{t('remark.text', { count: data.remarked, n: format.number(data.remarked) })}</Text> : null
}
