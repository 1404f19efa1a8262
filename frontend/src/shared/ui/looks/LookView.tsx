import type { ReactNode } from 'react'
import { onDemand } from '@/shared/lib/onDemand'
import grid from '../grid/DataGrid.module.css'
import { ListSkeleton } from '../Skeletons'
import type { LookList, Looked } from './types'
import type { Look } from './useLook'

const FieldBoard = onDemand(() => import('./FieldBoard').then((m) => m.FieldBoard as never), () => true) as unknown as typeof import('./FieldBoard').FieldBoard
const FieldCalendar = onDemand(() => import('./FieldCalendar').then((m) => m.FieldCalendar as never), () => true) as unknown as typeof import('./FieldCalendar').FieldCalendar

/** A list as a board or a calendar, with its search and filters above. */
export function LookView<T extends Looked>({ look, list, toolbar }: { look: Look; list: LookList<T>; toolbar: ReactNode }) {
  const { kind, by } = look
  return (
    <section className={grid.wrap} data-fill={kind === 'board' || undefined}>
      <div className={grid.toolbar}>{toolbar}</div>
      {by ? null : <ListSkeleton />}
      {kind === 'board' && by?.own ? <FieldBoard key={by.id} list={list} field={by.own} /> : null}
      {kind === 'calendar' && by ? <FieldCalendar key={by.id} list={list} by={by} /> : null}
    </section>
  )
}
