import { NativeSelect } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Import, ImportChange } from '@/shared/api/types'
import classes from './Import.module.css'

type Column = Import['columns'][number]
const orders: Column['days'][] = ['dmy', 'mdy', 'ymd']
const decimals: Column['decimal'][] = ['comma', 'point']

interface Props { column: Column; name: string; onChange: (change: ImportChange) => void }

/** How a column with days or numbers is read; when its cells leave a doubt, that is said. */
export function ColumnSpelling({ column, name, onChange }: Props) {
  const { t } = useTranslation('import')
  if (column.holds === '') return null
  const days = column.holds === 'days'
  const choose = (value: string) => {
    const order = orders.find((o) => o === value)
    const decimal = decimals.find((o) => o === value)
    onChange({ spelling: [{ index: column.index, ...(order ? { days: order } : {}), ...(decimal ? { decimal } : {}) }] })
  }
  return (
    <div className={classes.spelling}>
      <NativeSelect
        size="xs" aria-label={t(days ? 'import:spelling.days' : 'import:spelling.decimal', { column: name })} value={days ? column.days : column.decimal}
        data={(days ? orders : decimals).map((value) => ({ value, label: t(`import:spelling.${value}`) }))} onChange={(e) => choose(e.currentTarget.value)}
      />
      {column.sure ? null : <span className={classes.doubt}>{t('import:spelling.unsure')}</span>}
    </div>
  )
}
