import { apiBase } from './base'
import { idempotencyKeyFor } from './idempotency'
import { ApiProblem, NetworkFailure } from './problem'
import { refreshSession } from './refresh'
import { currentSession, sessionRenewed } from './session'
import type { Problem } from './types'

interface Upload { query: Record<string, string>; onProgress: (share: number) => void; signal?: AbortSignal }

/**
 * Sends a file as bytes and says how far it is (0 to 1), which fetch cannot. Renews the session as `api` does and
 * throws the same errors.
 */
export async function upload<T>(path: string, file: Blob, options: Upload): Promise<T> {
  const submit = idempotencyKeyFor(path, { query: options.query, body: file })
  try {
    const first = await send(path, file, options, submit.key)
    const answer = first.status === 401 && (await renewed()) ? await send(path, file, options, submit.key) : first
    const data = read<T>(answer)
    submit.settled()
    return data
  } catch (error) {
    if (error instanceof ApiProblem && error.status < 500) submit.settled()
    throw error
  }
}

/** A fresh session: by the cookie, or else by the person logging in again. */
async function renewed(): Promise<boolean> {
  try {
    await refreshSession(currentSession()?.tenant?.slug)
    return true
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) return sessionRenewed()
    throw error
  }
}

function send(path: string, file: Blob, { query, onProgress, signal }: Upload, key: string): Promise<XMLHttpRequest> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest()
    request.open('POST', `${apiBase}${path}?${new URLSearchParams(query)}`)
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    request.setRequestHeader('Idempotency-Key', key)
    request.setRequestHeader('Authorization', `Bearer ${currentSession()?.accessToken ?? ''}`)
    request.upload.onprogress = (event) => { if (event.lengthComputable) onProgress(event.loaded / event.total) }
    request.onload = () => done(request)
    request.onerror = () => fail(new NetworkFailure(null))
    request.onabort = () => fail(new DOMException('aborted', 'AbortError'))
    signal?.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}

function read<T>(answer: XMLHttpRequest): T {
  const body = parsed(answer.responseText)
  if (answer.status >= 200 && answer.status < 300) return body as T
  throw new ApiProblem({ ...(body as Partial<Problem> | null), status: answer.status })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
