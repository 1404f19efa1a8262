/** Tells screen readers something that sighted people see happen. The live region is mounted once, by the app. */
type Listener = (text: string) => void
let listener: Listener | null = null

export function announce(text: string): void {
  listener?.(text)
}

export function onAnnounce(next: Listener): () => void {
  listener = next
  return () => { if (listener === next) listener = null }
}
