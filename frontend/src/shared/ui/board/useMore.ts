import { useMemo, useRef, useState } from 'react'
import { complain } from '../undoable'

/** Which columns are fetching their next cards, and how to start one; each fetches once at a time. */
export function useMore(fetch: (column: string) => Promise<unknown>) {
  const busy = useRef(new Set<string>())
  const latest = useRef(fetch)
  latest.current = fetch
  const [loading, setLoading] = useState<string[]>([])
  return useMemo(() => ({
    loading,
    load: (column: string) => {
      if (busy.current.has(column)) return
      busy.current.add(column)
      setLoading([...busy.current])
      latest.current(column).catch(complain).finally(() => {
        busy.current.delete(column)
        setLoading([...busy.current])
      })
    },
  }), [loading])
}
