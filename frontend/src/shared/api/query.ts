import { QueryClient, notifyManager } from '@tanstack/react-query'
import { ApiProblem } from './problem'

// The default setTimeout(0) lets a dropped card paint once in its old lane and lose keyboard focus.
notifyManager.setScheduler(queueMicrotask)

/** A refusal is an answer: only a lost connection or a server error is worth another try. */
const retry = (failures: number, error: Error) => failures < 2 && !(error instanceof ApiProblem && error.status < 500)

export const makeQueryClient = () => new QueryClient({
  defaultOptions: {
    queries: { retry, staleTime: 15_000, gcTime: 5 * 60_000, networkMode: 'always', refetchOnWindowFocus: true },
    mutations: { retry: false, networkMode: 'always' },
  },
})
