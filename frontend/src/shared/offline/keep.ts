import type { Query, QueryCacheNotifyEvent, QueryClient } from '@tanstack/react-query'
import { meQuery } from '@/shared/api/me'
import { ApiProblem } from '@/shared/api/problem'
import { currentSession, isAway, isOver, keptKey, onSession, ownerOf, unkeep } from '@/shared/api/session'
import type { Session } from '@/shared/api/types'
import { claim, erase, write, type Answer } from './kept'
import { isKept, rightsOf } from './rules'

const pause = 500
const started = new WeakSet<QueryClient>()

/** From now on keeps what the page shows of records, for when there is no network; once per page. */
export function keepAnswers(client: QueryClient) {
  if (started.has(client)) return
  started.add(client)
  const keeper = new Keeper(client)
  const cache = client.getQueryCache()
  for (const query of cache.getAll()) keeper.saw(query)
  cache.subscribe((event) => keeper.heard(event))
  onSession(() => keeper.changed())
}

/** When a session that has just come is over, unless it is renewed. */
const ends = (session: Session | null) => Date.now() + (session?.lasts ?? 0) * 1000

class Keeper {
  readonly #client: QueryClient
  readonly #waiting = new Map<string, Answer>()
  readonly #refused: Query[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #work = Promise.resolve()
  #owner = ''
  #rights = ''
  #session = currentSession()
  #until = ends(this.#session)

  constructor(client: QueryClient) { this.#client = client }

  heard(event: QueryCacheNotifyEvent) {
    if (event.type !== 'updated') return
    if (event.action.type === 'success') this.saw(event.query)
    if (event.action.type === 'error') this.lost(event.query)
  }

  saw({ queryKey, queryHash, state }: Query) {
    if (state.status !== 'success' || isAway() || isOver() || !isKept(queryKey)) return
    this.#waiting.set(queryHash, { key: queryKey, at: state.dataUpdatedAt, data: state.data })
    this.#soon()
  }

  /** What the server says may not be seen any more, or is not there, is not kept either, nor what speaks of it. */
  lost(query: Query) {
    const { error } = query.state
    if (!(error instanceof ApiProblem) || ![401, 403, 404, 410].includes(error.status)) return
    if (query.queryKey[0] === 'me') this.#end()
    this.#refused.push(query)
    this.#soon()
  }

  /** Whoever logs in next is somebody else, even when it is the same person. */
  changed() {
    const session = currentSession()
    if (session !== this.#session) this.#until = ends(session)
    this.#session = session
    this.#soon()
    if (!session || localStorage.getItem(keptKey) === null) this.#end()
  }

  #end() {
    unkeep()
    if (this.#owner) this.#work = this.#work.then(erase).catch(() => undefined)
    this.#owner = ''
    this.#waiting.clear()
  }

  #soon() {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#work = this.#work.then(() => this.#flush()).catch(() => undefined) // a browser without a store keeps nothing
    }, pause)
  }

  async #flush() {
    const session = currentSession()
    const me = session && this.#client.getQueryData(meQuery(session.tenant?.slug).queryKey)
    if (!session?.accessToken || me?.user.id !== session.user.id || isOver()) return // what came before the network went is kept still
    const owner = ownerOf(session)
    if (!(await this.#owns(owner, rightsOf(me)))) return
    const answers = new Map(this.#waiting)
    const gone = this.#refused.splice(0).map(({ queryKey: [subject, , id] }) => (name: string) => name.startsWith(`["${String(subject)}"`) || (typeof id === 'string' && name.includes(`"${id}"`)))
    this.#waiting.clear()
    await write(owner, this.#until, answers, (name) => gone.some((is) => is(name)))
  }

  /** Whether the store is this tab's: when it was taken or erased from another tab, it stays so until the next log-in. */
  async #owns(owner: string, rights: string): Promise<boolean> {
    const noted = localStorage.getItem(keptKey)
    if (this.#owner === owner && noted !== owner) return false
    if (this.#owner === owner && this.#rights === rights) return true
    if (this.#owner === owner) this.#waiting.clear() // they came under the rights of before
    await claim(currentSession()!, owner, rights, noted !== owner)
    const session = currentSession()
    if (!session || ownerOf(session) !== owner) return false
    localStorage.setItem(keptKey, owner)
    this.#owner = owner
    this.#rights = rights
    return true
  }
}
