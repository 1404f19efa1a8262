import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

/** One act at a time on the sign-on, after which it is read again. */
export function useAct() {
  const client = useQueryClient()
  const [busy, setBusy] = useState<string | null>(null)
  const [error, setError] = useState<unknown>(null)
  const run = async (what: string, act: () => Promise<unknown>) => {
    setBusy(what)
    setError(null)
    try {
      await act()
    } catch (failure) {
      setError(failure)
    } finally {
      await client.invalidateQueries({ queryKey: ['/sso'] })
      setBusy(null)
    }
  }
  return { busy, error, run }
}
