import { Alert } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Import } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { CountList } from './CountList'
import { Remarks } from './Remarks'

/** The part of a file's rows that the forecast has looked at: all of them, but for very long files. */
export const looked = (data: Import) => (data.state === 'ready' && data.done > 0 && data.total > 0 ? data.done / data.total : 1)

/** What would happen: how many rows are new, changed, left out or wrong, and whether they fit the plan. */
export function Forecast({ data }: { data: Import }) {
  const { t } = useTranslation(['import', 'importMore'])
  const format = useFormat()
  const { free, limit } = data.fits
  const part = looked(data)
  const over = free === null ? 0 : Math.max(0, Math.round(data.created / part) - free)
  return (
    <>
      {part < 1 ? <p>{t('importMore:first', { n: format.number(data.done), total: format.number(data.total) })}</p> : null}
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
