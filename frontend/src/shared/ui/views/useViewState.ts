import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { LayoutColumn, ListView, ListViews, ViewKind, ViewObject } from '@/shared/api/typesView'
import { lookedAt, type ListOf } from '@/shared/api/neighbours'
import { useViewActions, viewsQuery } from '@/shared/api/views'
import type { ListSearch } from '@/shared/lib/search'
import type { FilterField } from '../filter/filters'
import { complain } from '../undoable'
import { byOf, differs, isPlain, searchOf, standardsOf, type Standard } from './standard'

interface Options {
  object: ViewObject
  /** The id of the object, of one that the company has made. */
  objectId?: string
  search: ListSearch
  set: (changes: Partial<ListSearch>) => void
  /** How the list is looked at, where it can be looked at in several ways, and how to look at it in another. */
  kind?: ViewKind
  /** By which field a board or a calendar is laid out, where that can be chosen. */
  by?: string
  onKind?: (kind: ViewKind, by: string | undefined) => Partial<ListSearch>
}

export interface ViewState {
  object: ViewObject
  search: ListSearch
  kind: ViewKind
  by: string | undefined
  all: ListViews | undefined
  /** The view that is looked at; none while something is looked for that no view is about. */
  view: ListView | Standard | undefined
  dirty: boolean
  layout: LayoutColumn[] | undefined
  onLayout: (next: LayoutColumn[]) => void
  open: (view: ListView | Standard) => void
  /** A view that was just made of what is shown. */
  opened: (view: ListView) => void
  discard: () => void
}

const paths: Partial<Record<ViewObject, ListOf>> = { contact: '/contacts', company: '/companies', deal: '/deals', task: '/tasks' }

/** Which view of a list is looked at, and what was changed since. The address has all of it but the columns. */
export function useViewState({ object, objectId = '', search, set, kind = 'table', by, onKind }: Options): ViewState {
  const { data: all } = useQuery(viewsQuery(object))
  const actions = useViewActions(object)
  const [draft, setDraft] = useState<{ of: string; columns: LayoutColumn[] } | null>(null)
  const view = viewOf(object, search, all)
  const stored = view && 'kind' in view ? view : undefined
  const changed = stored && draft?.of === stored.id ? draft.columns : undefined
  const kept = stored?.columns.filter((c) => !c.by) ?? []
  const columns = changed ?? (kept.length > 0 ? kept : all?.choice.columns)
  const go = (next: ListView | Standard, also: Partial<ListSearch> = {}) => {
    setDraft(null)
    const what = 'kind' in next ? searchOf(next) : { ...searchOf({ q: '', sort: '', filter: [], where: '' }), ...next.search }
    set({ ...what, saved: next.id, ...('kind' in next ? onKind?.(next.kind, byOf(next)) : {}), ...also })
  }
  const open = (next: ListView | Standard) => go(next)
  useFirst(object, search, all, open)
  useEffect(() => { lookedAt(paths[object] ?? { objectId }, search) }, [object, objectId, search])
  return {
    object, search, kind, by, all, view, open,
    dirty: view === undefined ? !isPlain(object, search) : changed !== undefined || differs(search, kind, by, view),
    layout: columns && columns.length > 0 ? columns : undefined,
    onLayout: (next) => { if (stored) setDraft({ of: stored.id, columns: next }); else actions.choose({ columns: next }).catch(complain) },
    opened: (next) => { setDraft(null); set({ saved: next.id }) },
    discard: () => {
      const back = view ?? standardsOf(object)[0]!
      go(back, by !== undefined && !('kind' in back) ? onKind?.('table', undefined) : {})
    },
  }
}

function viewOf(object: ViewObject, search: ListSearch, all: ListViews | undefined): ListView | Standard | undefined {
  const standard = standardsOf(object)
  if (search.saved) return standard.find((v) => v.id === search.saved) ?? all?.items.find((v) => v.id === search.saved)
  return isPlain(object, search) ? standard[0] : undefined
}

/** A list opens with the view that its person chose; an address that names a view and no more is that view. */
function useFirst(object: ViewObject, search: ListSearch, all: ListViews | undefined, open: (view: ListView | Standard) => void) {
  const done = useRef(false)
  useEffect(() => {
    if (!all || done.current) return
    done.current = true
    if (!isPlain(object, search) || (search.look && !search.saved)) return
    const wanted = search.saved ?? all.choice.opens
    const view = all.items.find((v) => v.id === wanted && !v.closed) ?? standardsOf(object).find((v) => v.id === wanted)
    if (view && view.id !== standardsOf(object)[0]!.id) open(view)
  }, [all]) // eslint-disable-line react/exhaustive-deps -- once, when the views are here
}

/** The filters of a list with the segments that others share. */
export function useSegments(all: ListViews | undefined, label: string): FilterField[] {
  const options = (all?.items ?? []).filter((v) => v.sharing !== 'own' && v.q === '' && !v.closed && !JSON.stringify([v.filter, v.where]).includes('segment:'))
  return options.length > 0 ? [{ id: 'segment', label, kind: 'choice', ops: ['is', 'not'], options: options.map((v) => ({ value: v.id, label: v.name })) }] : []
}
