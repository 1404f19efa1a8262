import type { Problem, ProblemField } from './types'

/** The API refused: a problem document (RFC 9457) with a stable code that the page translates. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  readonly errors: ProblemField[]
  readonly params: Record<string, unknown>
  readonly requestId: string | undefined
  /** Seconds the server asks to wait, from Retry-After. */
  readonly retryAfter: number | undefined

  constructor(problem: Partial<Problem> & { status: number }, retryAfter?: number) {
    super(problem.detail ?? problem.title ?? `HTTP ${problem.status}`)
    this.name = 'ApiProblem'
    this.status = problem.status
    this.code = problem.code ?? `http.${problem.status}`
    this.errors = problem.errors ?? []
    this.params = problem.params ?? {}
    this.requestId = problem.requestId
    this.retryAfter = retryAfter
  }
}

/** The answer never came: no network, or the server cannot be reached. Never a judgement about what was typed. */
export class NetworkFailure extends Error {
  constructor(cause: unknown) {
    super('network', { cause })
    this.name = 'NetworkFailure'
  }
}

/** The problem in a refused answer's body; a body that is none (a proxy's page) still gives status and a code. */
export function problemOf(answer: Response, body: unknown): ApiProblem {
  const wait = Number(answer.headers.get('Retry-After')) || undefined
  const known = body !== null && typeof body === 'object' ? (body as Partial<Problem>) : {}
  return new ApiProblem({ ...known, status: answer.status }, wait)
}
