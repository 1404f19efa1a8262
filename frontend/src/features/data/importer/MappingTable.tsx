import { NativeSelect } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import i18next from 'i18next'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ownFieldsQuery, ownKey } from '@/shared/api/fields'
import { useCan, useOpenFields } from '@/shared/api/me'
import type { Import, ImportChange, ImportObject } from '@/shared/api/types'
import type { OwnField } from '@/shared/api/typesField'
import { ColumnSpelling } from './ColumnSpelling'
import classes from './Import.module.css'
import { fieldsOf } from './importText'
import { MissingChoices } from './MissingChoices'

const NewFieldDialog = lazy(async () => { const [code] = await Promise.all([import('./NewFieldDialog'), i18next.loadNamespaces('field')]); return { default: code.NewFieldDialog } })

type Column = Import['columns'][number]
interface MappingTableProps { object: ImportObject; columns: Column[]; onField: (index: number, field: string | null) => void; onChange: (change: ImportChange) => void }

const fresh = 'new'
const listed: OwnField['type'][] = ['person', 'company', 'contact', 'deal', 'file', 'formula', 'rollup'] // no file has what these hold

/** Each column of the file, what is in it, and which field it becomes: one of Kith's, one of the company's own, or a new one. */
export function MappingTable({ object, columns, onField, onChange }: MappingTableProps) {
  const { t } = useTranslation(['import', 'importMore'])
  const may = useCan()('tenant', 'update')
  const open = useOpenFields(object)
  const { data: all = [] } = useQuery(ownFieldsQuery(object))
  const [making, setMaking] = useState<Column | null>(null)
  const own = all.filter((f) => f.state === 'active' && !listed.includes(f.type) && open.fills(ownKey(f.id)))
  const options = [
    { value: '', label: t('import:mapping.leaveOut') }, ...fieldsOf(t, object).map((f) => ({ value: f.id, label: f.label })),
    ...(own.length > 0 ? [{ group: t('own.group'), items: own.map((f) => ({ value: ownKey(f.id), label: f.label })) }] : []),
    ...(may ? [{ value: fresh, label: t('own.new') }] : []),
  ]
  const choose = (column: Column, value: string) => (value === fresh ? setMaking(column) : onField(column.index, value || null))
  return (
    <>
      <table className={classes.mapping}>
        <thead><tr><th scope="col">{t('import:mapping.column')}</th><th scope="col">{t('import:mapping.samples')}</th><th scope="col">{t('import:mapping.field')}</th></tr></thead>
        <tbody>
          {columns.map((c) => {
            const name = c.header || t('import:mapping.unnamed', { n: c.index + 1 })
            const field = own.find((f) => ownKey(f.id) === c.field)
            return (
              <tr key={c.index} data-out={c.field === null || undefined}>
                <th scope="row">{name}</th>
                <td className={classes.samples}>{c.samples.length > 0 ? c.samples.join(' · ') : t('import:mapping.empty')}</td>
                <td className={classes.choose}>
                  <IconArrowRight size={15} aria-hidden />
                  <div>
                    <NativeSelect aria-label={t('import:mapping.fieldOf', { column: name })} value={c.field ?? ''} data={options} onChange={(e) => choose(c, e.currentTarget.value)} />
                    <ColumnSpelling column={c} name={name} onChange={onChange} />
                    {c.field === 'owner' ? <p className={classes.hint}>{object === 'contact' ? t('import:mapping.owner') : t(`importMore:owner.${object}`)}</p> : null}
                    {may && field?.type === 'choice' ? <MissingChoices column={c} field={field} onAdded={() => onField(c.index, c.field)} /> : null}
                  </div>
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {making ? <Suspense fallback={null}><NewFieldDialog object={object} column={making} onClose={() => setMaking(null)} onMade={onField} /></Suspense> : null}
    </>
  )
}
