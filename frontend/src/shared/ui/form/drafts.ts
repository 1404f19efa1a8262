/**
 * Half-typed forms, kept for this tab so that a reload or a lost session loses nothing; those of notes for this person on this
 * device, since a phone ends tabs as it likes. Secrets never go in.
 */

const lasting = 'kith.note.'
const days = 14

/** Where the draft of a form is kept: by company, and by person where it outlives the tab. A form asks once, for it may be somewhere else when its answer is in. */
export const draftKey = (name: string, whose?: string) => `${whose ? lasting + whose : 'kith.draft'}.${location.pathname.split('/')[1] ?? ''}.${name}`

const storeOf = (key: string) => (key.startsWith(lasting) ? localStorage : sessionStorage)

export function readDraft<V>(key: string): Partial<V> | null {
  try {
    const text = storeOf(key).getItem(key)
    const { keptAt, ...values } = text ? (JSON.parse(text) as Partial<V> & { keptAt?: number }) : {}
    if (!text || (keptAt && Date.now() - keptAt > days * 86_400_000)) return null
    return values as Partial<V>
  } catch {
    return null
  }
}

export function writeDraft(key: string, values: object): void {
  try {
    storeOf(key).setItem(key, JSON.stringify(key.startsWith(lasting) ? { ...values, keptAt: Date.now() } : values))
  } catch { /* storage full or forbidden: the form still works, only a reload would lose it */ }
}

export function dropDraft(key: string): void {
  storeOf(key).removeItem(key)
}
