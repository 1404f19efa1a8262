import { Alert } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Import } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { CountList } from './CountList'
import { Remarks } from './Remarks'

/** What would happen: how many rows are new, changed, left out or wrong, and whether they fit the plan. */
export function Forecast({ data }: { data: Import }) {
  const { t } = useTranslation('import')
  const format = useFormat()
  const { free, limit } = data.fits
  const over = free === null ? 0 : Math.max(0, data.created - free)
  return (
    <>
      <CountList label={t('import:start.title')} data={data} future />
      <Remarks data={data} />
      {over > 0 && limit !== null ? (
        <Alert color="yellow" variant="light" mt="md" title={t('import:fits.title', { limit: format.number(limit) })}>
          {t('import:fits.text', { count: over, free: format.number(free ?? 0), over: format.number(over) })}
        </Alert>
      ) : null}
    </>
  )
}
