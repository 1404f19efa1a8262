import { put } from './writing'

/** Puts marks round what is selected, or round where it will be typed; marks that are there already are taken away. */
export function wrapped(area: HTMLTextAreaElement, before: string, after = before): void {
  const { selectionStart: start, selectionEnd: end, value } = area
  const inside = value.slice(start, end)
  if (after && value.slice(start - before.length, start) === before && value.slice(end, end + after.length) === after) {
    put(area, inside, [start - before.length, end + after.length], [start - before.length, end - before.length])
    return
  }
  const gap = before === '@' && /\S$/.test(value.slice(0, start)) ? ' ' : ''
  put(area, gap + before + inside + after, [start, end], [start + gap.length + before.length, end + gap.length + before.length])
}

/** Begins each selected line with a mark, or takes the marks away again. */
export function lined(area: HTMLTextAreaElement, mark: (n: number) => string): void {
  const { selectionStart, selectionEnd, value } = area
  const start = value.lastIndexOf('\n', selectionStart - 1) + 1
  const stop = value.indexOf('\n', selectionEnd)
  const end = stop < 0 ? value.length : stop
  const lines = value.slice(start, end).split('\n')
  const marked = /^(?:[-*•]|\d{1,4}[.)]) /
  const same = lines.every((line, i) => line.startsWith(mark(i + 1)))
  const next = lines.map((line, i) => (same ? '' : mark(i + 1)) + line.replace(marked, '')).join('\n')
  put(area, next, [start, end])
}
