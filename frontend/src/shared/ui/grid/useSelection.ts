import { useCallback, useMemo, useRef, useState } from 'react'

/** Which rows of a list are chosen: some by their ids, or all that fit its question, loaded or not. */
export interface Selection {
  ids: ReadonlySet<string>
  /** Whether all that fit are chosen. */
  all: boolean
  /** How many are chosen, of all that fit. */
  count: (total: number | undefined) => number
  has: (id: string) => boolean
  /** Chooses a row or leaves it out; with `far` all rows from the last one that was chosen to this one. */
  toggle: (row: { id: string }, index: number, far?: Range) => void
  /** Chooses these, or none. */
  choose: (ids: string[]) => void
  everything: () => void
  clear: () => void
  /** On a phone: whether a touch on a row chooses it. */
  choosing: boolean
  setChoosing: (on: boolean) => void
}

/** The loaded rows by their index. */
export type Range = (index: number) => { id: string } | undefined

interface Chosen { question: string; ids: ReadonlySet<string>; all: boolean; choosing: boolean }
const none: ReadonlySet<string> = new Set()

/** The selection in a list. `question` is what the list is asked for: with another one nothing is chosen. */
export function useSelection(question: unknown): Selection {
  const asked = JSON.stringify(question)
  const [stored, store] = useState<Chosen>({ question: asked, ids: none, all: false, choosing: false })
  const anchor = useRef(0)
  const now = useMemo(() => (stored.question === asked ? stored : { question: asked, ids: none, all: false, choosing: false }), [stored, asked])
  const set = useCallback((change: (was: Chosen) => Partial<Chosen>) => store((was) => {
    const valid = was.question === asked ? was : { question: asked, ids: none, all: false, choosing: false }
    return { ...valid, ...change(valid) }
  }), [asked])
  const toggle = useCallback((row: { id: string }, index: number, far?: Range) => {
    const from = anchor.current
    anchor.current = index
    set((was) => ({ ids: far ? ranged(was.ids, from, index, far) : flipped(was.ids, row.id), all: false }))
  }, [set])
  return useMemo(() => ({
    ids: now.ids, all: now.all, choosing: now.choosing, toggle,
    count: (total) => (now.all ? total ?? now.ids.size : now.ids.size),
    has: (id) => now.all || now.ids.has(id),
    choose: (ids) => set(() => ({ ids: new Set(ids), all: false })),
    everything: () => set(() => ({ all: true })),
    clear: () => set(() => ({ ids: none, all: false, choosing: false })),
    setChoosing: (choosing) => set(() => ({ choosing, ids: none, all: false })),
  }), [now, toggle, set])
}

function flipped(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(ids)
  if (!next.delete(id)) next.add(id)
  return next
}

function ranged(ids: ReadonlySet<string>, from: number, to: number, at: Range): ReadonlySet<string> {
  const next = new Set(ids)
  for (let i = Math.min(from, to); i <= Math.max(from, to); i++) {
    const row = at(i)
    if (row) next.add(row.id)
  }
  return next
}
