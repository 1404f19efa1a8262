import { useEffect, useState } from 'react'

export interface Part<T> {
  /** Starts fetching, for when it is likely to be wanted soon: the pointer is over its button. */
  warm: () => void
  /** The code once it is there; `wanted` fetches it. Who asks for it again later has it at once. */
  use: (wanted: boolean, onFail?: (error: unknown) => void) => T | undefined
}

/**
 * Code fetched when it is first wanted, so that a page does not carry the menus and pickers most visits never open. Other than with
 * `lazy`, what stands in its place until then is not taken away meanwhile, so it keeps the focus and what is typed.
 */
export function part<T>(load: () => Promise<T>): Part<T> {
  let here: T | undefined
  let coming: Promise<T> | undefined
  const fetch = () => {
    coming ??= load().then((code) => (here = code), (error: unknown) => { coming = undefined; throw error })
    return coming
  }
  const use = (wanted: boolean, onFail?: (error: unknown) => void) => {
    const [, redraw] = useState(0)
    useEffect(() => {
      if (!wanted || here !== undefined) return
      let gone = false
      fetch().then(() => { if (!gone) redraw((n) => n + 1) }, (error: unknown) => { if (!gone) onFail?.(error) })
      return () => { gone = true }
      // eslint-disable-next-line react/exhaustive-deps -- fetched once for each time it is wanted
    }, [wanted])
    return here
  }
  return { warm: () => { void fetch().catch(() => undefined) }, use }
}
