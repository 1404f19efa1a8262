/** Half-typed forms, kept for this tab so that a reload or a lost session loses nothing. Secrets never go in. */

/** Where the draft of a form is kept: by company. A form asks once, for it may be somewhere else when its answer is in. */
export const draftKey = (name: string) => `kith.draft.${location.pathname.split('/')[1] ?? ''}.${name}`

export function readDraft<V>(key: string): Partial<V> | null {
  try {
    const text = sessionStorage.getItem(key)
    return text ? (JSON.parse(text) as Partial<V>) : null
  } catch {
    return null
  }
}

export function writeDraft(key: string, values: object): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(values))
  } catch { /* storage full or forbidden: the form still works, only a reload would lose it */ }
}

export function dropDraft(key: string): void {
  sessionStorage.removeItem(key)
}
