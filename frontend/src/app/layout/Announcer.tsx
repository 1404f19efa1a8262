import { useEffect, useState } from 'react'
import { onAnnounce } from '@/shared/lib/announce'

/** The one live region: pages opened, cards moved, rows saved. */
export function Announcer() {
  const [text, setText] = useState('')
  useEffect(() => onAnnounce((next) => { setText(''); queueMicrotask(() => setText(next)) }), [])
  return <div className="k-hidden" role="status" aria-live="polite">{text}</div>
}
