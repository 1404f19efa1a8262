import type { QueryKey } from '@tanstack/react-query'
import type { Session } from '@/shared/api/types'
import { bounds, surplus, type Sizes } from './rules'

/**
 * The answers this browser keeps for when there is no network (ADR 47): of one person in one company at a time. What is
 * written names its owner, and goes nowhere when somebody else has come or everything was erased meanwhile.
 */
export interface Answer { key: QueryKey; at: number; data: unknown }
interface Head { owner: string; rights: string; session: Session; until: number; sizes: Sizes }
interface Row { at: number; text: string }

const head = 'owner'
const settled = <T>(request: IDBRequest<T>) => new Promise<T>((done, fail) => { request.onsuccess = () => done(request.result); request.onerror = () => fail(request.error) })

async function within<T>(work: (store: IDBObjectStore) => Promise<T>): Promise<T> {
  const asked = indexedDB.open('kith', 1)
  asked.onupgradeneeded = () => { asked.result.createObjectStore('kept') }
  const db = await settled(asked)
  try {
    const change = db.transaction('kept', 'readwrite')
    const ended = new Promise<void>((done, fail) => { change.oncomplete = () => done(); change.onabort = () => fail(change.error) })
    const result = await work(change.objectStore('kept'))
    await ended
    return result
  } finally {
    db.close()
  }
}

const headOf = (store: IDBObjectStore) => settled(store.get(head) as IDBRequest<Head | undefined>)

function trim(store: IDBObjectStore, sizes: Sizes) {
  for (const name of surplus(sizes, Date.now())) {
    store.delete(name)
    delete sizes[name]
  }
}

/** Nothing is kept any more. */
export const erase = () => within(async (store) => { store.clear() })

/** Makes the store somebody's: what another, or the same person with other rights, left there is gone, and what is too old. */
export const claim = (session: Session, owner: string, rights: string, anew: boolean) => within(async (store) => {
  const before = await headOf(store)
  const same = !anew && before?.owner === owner && before.rights === rights
  if (!same) store.clear()
  const sizes = same ? before.sizes : {}
  trim(store, sizes)
  store.put({ owner, rights, session: { ...session, accessToken: '' }, until: 0, sizes } satisfies Head, head)
})

/** Keeps answers, while the store is still the owner's, until the session would be over, and drops what `gone` names. */
export const write = (owner: string, until: number, answers: Map<string, Answer>, gone: (name: string) => boolean = () => false) => within(async (store) => {
  const mine = await headOf(store)
  if (mine?.owner !== owner) return
  for (const name of Object.keys(mine.sizes).filter(gone)) {
    store.delete(name)
    delete mine.sizes[name]
  }
  for (const [name, { key, at, data }] of answers) {
    const text = JSON.stringify([key, data])
    store.put({ at, text } satisfies Row, name)
    mine.sizes[name] = [at, text.length]
  }
  trim(store, mine.sizes)
  store.put({ ...mine, until }, head)
})

/** What is kept of the owner, and not too old; nothing once the session would be over. */
export const read = (owner: string) => within(async (store): Promise<{ session: Session; answers: Answer[] } | null> => {
  const mine = await headOf(store)
  if (mine?.owner !== owner || Date.now() > mine.until) return null
  const rows = await settled(store.getAll() as IDBRequest<(Row | Head)[]>)
  const answers = rows.flatMap((row) => {
    if (!('text' in row) || Date.now() - row.at > bounds.age) return []
    const [key, data] = JSON.parse(row.text) as [QueryKey, unknown]
    return [{ key, data, at: row.at }]
  })
  return { session: mine.session, answers }
})
