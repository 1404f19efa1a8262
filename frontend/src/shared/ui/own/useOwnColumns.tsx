import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { kindOf, ownFieldsQuery, ownKey } from '@/shared/api/fields'
import { useCan, useOpenFields } from '@/shared/api/me'
import type { FieldObject, OwnField, OwnValues } from '@/shared/api/typesField'
import { useFormat } from '@/shared/i18n/format'
import { part } from '@/shared/lib/part'
import type { FilterField } from '../filter/filters'
import type { GridColumn } from '../grid/types'
import { shownColumns } from '../grid/chosen'
import type { Save } from './ownColumns'

const code = part(() => import('./ownColumns'))

interface OwnList<T> {
  columns: GridColumn<T>[]
  /** For the list's question: which of the fields it needs. */
  extra: { custom?: string }
  onShown: (ids: string[]) => void
}

const prefix = 'custom.'
const ours = (ids: string[]) => ids.filter((id) => id.startsWith(prefix)).map((id) => id.slice(prefix.length)).sort().join(',') || undefined

/** The company's own fields as columns of a list. Rows bring only those whose columns are shown. */
export function useOwnColumns<T extends OwnValues>(list: string, object: FieldObject, save: Save<T>): OwnList<T> {
  const { t } = useTranslation('common')
  const format = useFormat()
  const may = useCan()(kindOf(object), 'update')
  const open = useOpenFields(kindOf(object))
  const fields = useOwnFields(object)
  const make = code.use(fields.length > 0)
  const [custom, setCustom] = useState(() => ours(shownColumns(list)))
  const columns = useMemo(
    () => (make ? fields.map((f) => make.columnOf<T>(f, format, (word) => t(`answer.${word}`), may && f.state === 'active' && f.type !== 'formula' && f.type !== 'rollup' && open.fills(ownKey(f.id)) ? save : undefined)) : []),
    // eslint-disable-next-line react/exhaustive-deps -- save is made anew each time but does the same
    [make, fields, format, may, open, t],
  )
  return { columns, extra: { custom }, onShown: (ids) => setCustom(ours(ids)) }
}

/** Those that the person may look for. */
export function useOwnFields(object: FieldObject): OwnField[] {
  const open = useOpenFields(kindOf(object))
  const { data } = useQuery(ownFieldsQuery(object))
  return useMemo(() => (data ?? []).filter((f) => open.finds(ownKey(f.id))), [data, open])
}

/** The company's own fields as filters of a list. */
export function useOwnFilters(object: FieldObject): FilterField[] {
  const { t } = useTranslation('common')
  const fields = useOwnFields(object)
  const make = code.use(fields.length > 0)
  return useMemo(() => (make ? fields.filter((f) => f.type !== 'rollup').map((f) => make.filterOf(f, (word) => t(`answer.${word}`))) : []), [make, fields, t])
}
