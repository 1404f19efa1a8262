import { isMade } from '@/shared/api/fields'
import type { ListView, ViewContent, ViewKind, ViewObject } from '@/shared/api/typesView'
import type { ListSearch } from '@/shared/lib/search'
import { askedOf, partsOf } from '../filter/tree'

export type StandardId = 'all' | 'mine' | 'recent' | 'closing' | 'nostep'
export interface Standard { id: StandardId; search: Pick<ListSearch, 'filter' | 'sort'> }

const records: Standard[] = [{ id: 'all', search: {} }, { id: 'mine', search: { filter: ['owner:is:me'] } }, { id: 'recent', search: { filter: ['createdAt:within:last:7'], sort: '-createdAt' } }]

const standards: Record<Exclude<ViewObject, `o${string}`>, Standard[]> = {
  contact: records,
  company: records,
  deal: [...records, { id: 'closing', search: { filter: ['status:is:open', 'expectedOn:within:thisMonth'], sort: 'expectedOn' } }, { id: 'nostep', search: { filter: ['status:is:open', 'nextTask:empty:'] } }],
  task: [{ id: 'mine', search: { filter: ['assignee:is:me', 'status:is:open'] } }, { id: 'all', search: { filter: ['status:is:open'] } }],
}

/** The views that every list has; nobody can delete them. */
export const standardsOf = (object: ViewObject): Standard[] => (isMade(object) ? records : standards[object as keyof typeof standards])

/** What the address asks for, in one form, so that two can be compared. */
export function asked(search: ListSearch) {
  const { filter = [], where = '' } = askedOf(partsOf(search))
  return { q: search.q ?? '', sort: search.sort ?? '', filter: filter.toSorted(), where }
}

/** What a view asks for, as an address. */
export const searchOf = (view: Pick<ViewContent, 'q' | 'sort' | 'filter' | 'where'>): ListSearch =>
  ({ q: view.q || undefined, sort: view.sort || undefined, filter: view.filter.length > 0 ? view.filter : undefined, where: view.where || undefined })

/** By which field a view lays out its board or calendar. */
export const byOf = (view: Pick<ViewContent, 'columns'>) => view.columns.find((c) => c.by)?.id

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** Whether a list shows something else than its view says. */
export function differs(search: ListSearch, kind: ViewKind, by: string | undefined, view: ListView | Standard): boolean {
  if (!('kind' in view)) return by !== undefined || !same(asked(search), asked(view.search))
  return kind !== view.kind || by !== byOf(view) || !same(asked(search), asked(searchOf(view)))
}

/** Whether a list shows what it shows unasked: its first view. */
export const isPlain = (object: ViewObject, search: ListSearch) => same(asked(search), asked(standardsOf(object)[0]!.search))
