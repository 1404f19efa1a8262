import { useEffect, type ReactNode } from 'react'
import type { ListSearch } from '@/shared/lib/search'
import { onDemand } from '@/shared/lib/onDemand'
import grid from '../grid/DataGrid.module.css'
import { ListSkeleton } from '../Skeletons'
import { addressOf } from './late'
import type { LookList, Looked } from './types'
import { useLook } from './useLook'

export { LookSwitch } from './LookSwitch'

const FieldBoard = onDemand(() => import('./FieldBoard').then((m) => m.FieldBoard as never), () => true) as unknown as typeof import('./FieldBoard').FieldBoard
const FieldCalendar = onDemand(() => import('./FieldCalendar').then((m) => m.FieldCalendar as never), () => true) as unknown as typeof import('./FieldCalendar').FieldCalendar

interface LookViewProps<T extends Looked> { list: LookList<T>; set: (changes: Partial<ListSearch>) => void; toolbar: ReactNode }

/** A list as a board or a calendar, with its search and filters above. Where there is no field for it, it is a table again. */
export function LookView<T extends Looked>({ list, set, toolbar }: LookViewProps<T>) {
  const { kind, by, pending } = useLook({ object: list.object, search: list.search, set })
  useEffect(() => {
    if (!pending && by?.id !== list.search.by) set(addressOf(by ? kind : 'table', by?.id))
  }, [pending, by?.id]) // eslint-disable-line react/exhaustive-deps -- once it is known which fields there are
  return (
    <section className={grid.wrap} data-fill={kind === 'board' || undefined}>
      <div className={grid.toolbar}>{toolbar}</div>
      {by ? null : <ListSkeleton />}
      {kind === 'board' && by?.own ? <FieldBoard key={by.id} list={list} field={by.own} /> : null}
      {kind === 'calendar' && by ? <FieldCalendar key={by.id} list={list} by={by} /> : null}
    </section>
  )
}
