/** Ctrl or ⌘ with Enter sends the form from inside a text. */
export function sendOnCtrlEnter(event: React.KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
  event.preventDefault()
  event.currentTarget.form?.requestSubmit()
}

/** Minutes as typed; 0 when nobody said. */
export const minutesOf = (typed: string): number => Math.round(Number(typed)) || 0

/** Puts words into a text, as if they were typed there; what stays selected is from `from` to `to`, or nothing after them. */
export function put(area: HTMLTextAreaElement, words: string, start: number, end: number, from = start + words.length, to = from): void {
  area.focus()
  area.setRangeText(words, start, end)
  area.setSelectionRange(from, to)
  area.dispatchEvent(new Event('input', { bubbles: true }))
}
