import { useEffect, useState } from 'react'

/** Counts the seconds down to 0; starts anew with each `cause`. */
export function useCountdown(seconds: number | undefined, cause: unknown): number {
  const [left, setLeft] = useState(0)
  useEffect(() => {
    setLeft(seconds ?? 0)
    if (!seconds) return
    const end = Date.now() + seconds * 1000
    const timer = setInterval(() => setLeft(Math.max(0, Math.ceil((end - Date.now()) / 1000))), 500)
    return () => clearInterval(timer)
  }, [seconds, cause])
  return left
}
