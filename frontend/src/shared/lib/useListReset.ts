import { useEffect } from 'react'
import { ApiProblem } from '@/shared/api/problem'
import { complain } from '@/shared/ui/undoable'
import type { ListSearch } from './search'

/** An address with an order or filter that the list does not know loses them, with a word about it. */
export function useListReset(error: Error | null, set: (changes: Partial<ListSearch>) => void): void {
  const bad = error instanceof ApiProblem && error.code === 'list.bad' ? error : null
  useEffect(() => {
    if (!bad) return
    complain(bad)
    set({ sort: undefined, filter: undefined, where: undefined })
    // eslint-disable-next-line react/exhaustive-deps -- set is made anew each time but does the same
  }, [bad])
}
