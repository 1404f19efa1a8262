/** Half-typed forms, kept for this tab so that a reload or a lost session loses nothing. Secrets never go in. */
const keyOf = (name: string) => `kith.draft.${location.pathname.split('/')[1] ?? ''}.${name}`

export function readDraft<V>(name: string): Partial<V> | null {
  try {
    const text = sessionStorage.getItem(keyOf(name))
    return text ? (JSON.parse(text) as Partial<V>) : null
  } catch {
    return null
  }
}

export function writeDraft(name: string, values: object): void {
  try {
    sessionStorage.setItem(keyOf(name), JSON.stringify(values))
  } catch { /* storage full or forbidden: the form still works, only a reload would lose it */ }
}

export function dropDraft(name: string): void {
  sessionStorage.removeItem(keyOf(name))
}
