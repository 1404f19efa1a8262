import createClient from 'openapi-fetch'
import { apiBase } from './base'
import { idempotencyKeyFor } from './idempotency'
import { ApiProblem, NetworkFailure, problemOf } from './problem'
import { proofGiven } from './proof'
import { currentSession, sessionRenewed } from './session'
import { refreshSession } from './refresh'
import type { Routes } from './types'

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
type PathOf<M extends Method> = keyof Routes extends infer K ? (K extends `${M} ${infer P}` ? P : never) : never
type RouteOf<M extends Method, P extends string> = `${M} ${P}` extends keyof Routes ? Routes[`${M} ${P}`] : never
type DataOf<R> = R extends { data: infer D } ? D : never
type Rest<R> = Omit<R, 'data'>
type Options<R> = Rest<R> & { signal?: AbortSignal }
/** Options may be left out when nothing in them is needed. */
type Args<R> = Record<string, never> extends Rest<R> ? [options?: Options<R>] : Partial<Rest<R>> extends Rest<R> ? [options?: Options<R>] : [options: Options<R>]

/** The answer, and what a refused one said (its body is read already). */
interface Answer { response: Response; refusal: unknown }
interface Call { path?: Record<string, string>; query?: Record<string, unknown>; body?: unknown; signal?: AbortSignal }

/* eslint-disable-next-line typescript/no-explicit-any -- the wrapper below is the typed face; the generated paths replace it */
const http = createClient<any>({
  baseUrl: apiBase,
  credentials: 'same-origin',
  fetch: (request: Request) => globalThis.fetch(request),
  querySerializer: { array: { style: 'form', explode: true } },
})

/** Whether an address is one of those that work on the cookie or need no log-in. */
const isPublic = (path: string) => path.startsWith('/auth/') || path === '/plans' || path.startsWith('/passwords') || path.startsWith('/signups')
  || path === '/invitations/look' || path === '/invitations/accept' || isOperators(path)

/** The console of those who run the service works on a cookie of its own, never on a company's session. */
const isOperators = (path: string) => path.startsWith('/operator/')

function headersFor(method: Method, path: string, key: string | undefined) {
  const headers: Record<string, string> = {}
  const token = currentSession()?.accessToken
  if (path.startsWith('/auth/') || path.startsWith('/invitations/') || path === '/signups/confirm' || isOperators(path)) headers['X-Kith'] = '1'
  if (token && (!isPublic(path) || path === '/invitations/accept')) headers.Authorization = `Bearer ${token}`
  if (method === 'POST' && key) headers['Idempotency-Key'] = key
  return headers
}

async function send(method: Method, path: string, call: Call, key?: string): Promise<Answer> {
  const raw = call.body instanceof Blob
  try {
    const { response, error } = await http.request(method.toLowerCase() as 'get', path, {
      params: { path: call.path, query: call.query },
      body: call.body,
      ...(raw ? { bodySerializer: (b: unknown) => b as Blob } : {}),
      headers: { ...headersFor(method, path, key), ...(raw ? { 'Content-Type': 'application/octet-stream' } : {}) },
      signal: call.signal,
      parseAs: 'stream',
    })
    return { response, refusal: error as unknown }
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new NetworkFailure(cause)
  }
}

/** Sends, and after a 401 once more with a renewed session; waits for the log-in dialog when the session is over. */
async function sendAuthorised(method: Method, path: string, call: Call, key?: string): Promise<Answer> {
  const used = currentSession()?.accessToken
  const first = await send(method, path, call, key)
  if (first.response.status !== 401 || isPublic(path)) return first
  const moved = currentSession()?.accessToken !== used || (await renew())
  return moved ? send(method, path, call, key) : first
}

const asksProof = ({ response, refusal }: Answer) => response.status === 403 && (refusal as { code?: string } | undefined)?.code === 'auth.step_up'

/** Sends; when the person has to show again who they are, waits for that and sends once more. */
async function sendProved(method: Method, path: string, call: Call, key?: string): Promise<Answer> {
  const first = await sendAuthorised(method, path, call, key)
  return asksProof(first) && (await proofGiven()) ? sendAuthorised(method, path, call, key) : first
}

/** Renews by the cookie; when that is refused, asks the person. Says whether there is a session again. */
async function renew(): Promise<boolean> {
  try {
    await refreshSession(currentSession()?.tenant?.slug)
    return true
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) return currentSession() ? sessionRenewed() : false
    throw error
  }
}

async function read(answer: Response): Promise<unknown> {
  if (answer.status === 204) return undefined
  const type = answer.headers.get('Content-Type') ?? ''
  if (type.includes('json')) return answer.json()
  return type === '' ? undefined : answer.blob()
}

async function request(method: Method, path: string, call: Call = {}): Promise<unknown> {
  const submit = method === 'POST' && (!isPublic(path) || isOperators(path)) ? idempotencyKeyFor(path, call) : undefined
  try {
    const { response, refusal } = await sendProved(method, path, call, submit?.key)
    if (!response.ok) throw problemOf(response, refusal)
    submit?.settled()
    return await read(response)
  } catch (error) {
    if (error instanceof ApiProblem && error.status < 500) submit?.settled()
    throw error
  }
}

const verb = <M extends Method>(method: M) =>
  <P extends PathOf<M> & string>(path: P, ...args: Args<RouteOf<M, P>>): Promise<DataOf<RouteOf<M, P>>> =>
    request(method, path, args[0] as Call | undefined) as Promise<DataOf<RouteOf<M, P>>>

/**
 * The API. Answers the data or throws `ApiProblem` (refused) or `NetworkFailure` (never answered).
 * `api.get('/contacts/{id}', { path: { id } })`, `api.post('/contacts', { body })`, `api.get('/contacts', { query, signal })`.
 */
export const api = {
  get: verb('GET'),
  post: verb('POST'),
  patch: verb('PATCH'),
  put: verb('PUT'),
  del: verb('DELETE'),
}
