/** Ctrl or ⌘ with Enter sends the form from inside a text. */
export function sendOnCtrlEnter(event: React.KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
  event.preventDefault()
  event.currentTarget.form?.requestSubmit()
}

/** Minutes as typed; 0 when nobody said. */
export const minutesOf = (typed: string): number => Math.round(Number(typed)) || 0

/** Puts words in the place of a part of a text, as if they were typed there; selected stays what is said, or the end of them. */
export function put(area: HTMLTextAreaElement, words: string, [start, end]: [number, number], [from, to] = [start + words.length, start + words.length]): void {
  area.focus()
  area.setRangeText(words, start, end)
  area.setSelectionRange(from, to)
  area.dispatchEvent(new Event('input', { bubbles: true }))
}
