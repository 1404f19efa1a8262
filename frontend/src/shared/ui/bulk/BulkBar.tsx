import { Button } from '@mantine/core'
import { IconDownload, IconPencil, IconTrash, IconUserShare } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isMade, kindOf } from '@/shared/api/fields'
import { useCan } from '@/shared/api/me'
import type { Action } from '@/shared/api/types'
import type { BulkObject, BulkQuestion } from '@/shared/api/typesBulk'
import { useFormat } from '@/shared/i18n/format'
import { announce } from '@/shared/lib/announce'
import type { Selection } from '../grid/useSelection'
import classes from './Bulk.module.css'
import { LateExport } from '../export/LateExport'
import { BulkDialog, type Chosen, type What } from './BulkDialog'

/** A stage into which deals can be put. */
export interface StageOption { value: string; label: string; lost: boolean }

export interface BulkBarProps {
  object: BulkObject
  selection: Selection
  /** How many rows the list has. */
  total: number | undefined
  /** What the list is asked for. */
  question: BulkQuestion
  /** The order of the list and its columns as the person sees them, for a file; a list without has none made of it. */
  sort?: string
  columns?: () => string[]
  /** Of records of a kind that the company has made: its id. */
  objectId?: string
  /** Of deals: where they can be put. */
  stages?: StageOption[]
}

const lists = { contact: '/contacts', company: '/companies', deal: '/deals', task: '/tasks' } as const

/** What can be done with the rows that are chosen. */
export function BulkBar({ object, objectId, selection, total, question, sort, columns, stages }: BulkBarProps) {
  const { t } = useTranslation('bulk')
  const format = useFormat()
  const can = useCan()
  const may = (action: Action) => can(kindOf(object), action)
  const [what, setWhat] = useState<What | null>(null)
  const [exporting, setExporting] = useState(false)
  const count = selection.count(total)
  const said = t('selected', { count, n: format.number(count) })
  useEffect(() => { if (count > 0) announce(said) }, [count, said])
  const chosen: Chosen = selection.all ? { question, count } : { ids: [...selection.ids], count }
  const more = total !== undefined && !selection.all && total > count
  if (count === 0 && what === null && !exporting) return null
  return (
    <>
      {count > 0 ? (
        <div className={classes.bar} role="toolbar" aria-label={t('bar')}>
          <span className={classes.count}>{said}</span>
          {more ? <Button size="compact-sm" variant="subtle" onClick={selection.everything}>{t('selectAll', { count: total, n: format.number(total) })}</Button> : null}
          {may('update') ? <Button size="compact-sm" variant="light" leftSection={<IconPencil size={14} aria-hidden />} onClick={() => setWhat('edit')}>{t('edit')}</Button> : null}
          {may('update') ? <Button size="compact-sm" variant="default" leftSection={<IconUserShare size={14} aria-hidden />} onClick={() => setWhat('owner')}>{t('handOver')}</Button> : null}
          {columns && may('export') ? <Button size="compact-sm" variant="default" leftSection={<IconDownload size={14} aria-hidden />} onClick={() => setExporting(true)}>{t('export')}</Button> : null}
          {may('delete') ? <Button size="compact-sm" variant="default" leftSection={<IconTrash size={14} aria-hidden />} onClick={() => setWhat('delete')}>{t('delete')}</Button> : null}
          <Button size="compact-sm" variant="subtle" color="gray" onClick={selection.clear}>{t('clear')}</Button>
        </div>
      ) : null}
      <BulkDialog what={what} object={object} chosen={chosen} stages={stages} onClose={() => setWhat(null)} onDone={selection.clear} />
      {columns ? <LateExport list={isMade(object) ? { object: objectId ?? '' } : lists[object]} search={{ ...question, sort }} total={count} ids={selection.all ? undefined : [...selection.ids]} columns={columns} opened={exporting} onClose={() => setExporting(false)} /> : null}
    </>
  )
}
