import { QueryClient, notifyManager, type Query, type QueryFunctionContext } from '@tanstack/react-query'
import { ApiProblem } from './problem'
import { isAway } from './session'

// The default setTimeout(0) lets a dropped card paint once in its old lane and lose keyboard focus.
notifyManager.setScheduler(queueMicrotask)

/** A refusal is an answer: only a lost connection or a server error is worth another try. */
const retry = (failures: number, error: Error) => failures < 2 && !isAway() && !(error instanceof ApiProblem && error.status < 500)

/** Without a network, what is there stays as it was: looking for something newer fails quietly. More of a list is another matter. */
async function lasting<T>(ask: (context: QueryFunctionContext) => T | Promise<T>, context: QueryFunctionContext, query: Query): Promise<T> {
  try {
    return await ask(context)
  } catch (error) {
    if (isAway() && query.state.data !== undefined && !query.state.fetchMeta?.fetchMore) void query.cancel({ revert: true })
    throw error
  }
}

export const makeQueryClient = () => new QueryClient({
  defaultOptions: {
    queries: { retry, staleTime: 15_000, gcTime: 5 * 60_000, networkMode: 'always', refetchOnWindowFocus: true, persister: lasting as never },
    mutations: { retry: false, networkMode: 'always' },
  },
})
