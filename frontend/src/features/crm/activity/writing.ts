/** Ctrl or ⌘ with Enter sends the form from inside a text. */
export function sendOnCtrlEnter(event: React.KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
  event.preventDefault()
  event.currentTarget.form?.requestSubmit()
}

/** Minutes as typed; 0 when nobody said. */
export const minutesOf = (typed: string): number => Math.round(Number(typed)) || 0
