import { useEffect, useRef, useState } from 'react'

/**
 * For what opens as it appears, because it was fetched at the first click on its button. The button it replaces had the focus,
 * so the new one takes that first, to get it back on closing.
 */
export function useOpening() {
  const ref = useRef<HTMLButtonElement>(null)
  const [opened, setOpened] = useState(false)
  useEffect(() => {
    ref.current?.focus()
    setOpened(true)
  }, [])
  return { ref, opened, setOpened }
}
