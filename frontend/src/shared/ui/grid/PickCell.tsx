import type { ReactNode } from 'react'

/** A picker in a cell: Escape and leaving give up, choosing is the picker's own matter. */
export function PickCell({ done, children }: { done: () => void; children: ReactNode }) {
  const onKeyDown = (event: React.KeyboardEvent) => {
    event.stopPropagation()
    if (event.key === 'Escape') done()
  }
  const onBlur = (event: React.FocusEvent) => {
    const to = event.relatedTarget
    if (to instanceof Node && (event.currentTarget.contains(to) || (to instanceof Element && to.closest('[role=listbox]')))) return
    done()
  }
  return <div role="presentation" onKeyDown={onKeyDown} onBlur={onBlur}>{children}</div>
}
