import { NativeSelect } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Import } from '@/shared/api/types'
import classes from './Import.module.css'
import { importFields } from './importQuery'

interface MappingTableProps { columns: Import['columns']; onField: (index: number, field: string | null) => void }

/** Each column of the file, what is in it, and which field it becomes. Columns in use come first. */
export function MappingTable({ columns, onField }: MappingTableProps) {
  const { t } = useTranslation('import')
  const options = [{ value: '', label: t('import:mapping.leaveOut') }, ...importFields.map((f) => ({ value: f, label: t(`import:field.${f}`) }))]
  return (
    <table className={classes.mapping}>
      <thead><tr><th scope="col">{t('import:mapping.column')}</th><th scope="col">{t('import:mapping.samples')}</th><th scope="col">{t('import:mapping.field')}</th></tr></thead>
      <tbody>
        {columns.map((c) => {
          const name = c.header || t('import:mapping.unnamed', { n: c.index + 1 })
          return (
            <tr key={c.index} data-out={c.field === null || undefined}>
              <th scope="row">{name}</th>
              <td className={classes.samples}>{c.samples.length > 0 ? c.samples.join(' · ') : t('import:mapping.empty')}</td>
              <td className={classes.choose}>
                <IconArrowRight size={15} aria-hidden />
                <NativeSelect aria-label={t('import:mapping.fieldOf', { column: name })} value={c.field ?? ''} data={options} onChange={(e) => onField(c.index, e.currentTarget.value || null)} />
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
