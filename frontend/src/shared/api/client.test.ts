import { HttpResponse, http } from 'msw'
import { beforeEach, describe, expect, it } from 'vitest'
import { at, problem, server } from '@/test/server'
import { session } from '@/test/render'
import { api } from './client'
import { ApiProblem, NetworkFailure } from './problem'
import { currentSession, dropSession, takeSession } from './session'

const sent: { path: string; token: string | null; key: string | null; kith: string | null }[] = []
const note = (request: Request) => {
  const h = request.headers
  sent.push({ path: new URL(request.url).pathname, token: h.get('Authorization'), key: h.get('Idempotency-Key'), kith: h.get('X-Kith') })
}

beforeEach(() => { sent.length = 0; dropSession(); takeSession(session) })

/** /me answers only the second token; refreshing gives it. */
function expiredOnce() {
  let renewals = 0
  server.use(
    http.get(at('/me'), ({ request }) => { note(request); return request.headers.get('Authorization') === 'Bearer token-2' ? HttpResponse.json({ ok: true }) : problem(401, 'auth.required') }),
    http.post(at('/auth/refresh'), async ({ request }) => {
      note(request)
      renewals++
      expect(await request.json()).toEqual({ tenant: 'acme' })
      return HttpResponse.json({ ...session, accessToken: 'token-2' })
    }),
  )
  return () => renewals
}

describe('a token that has run out', () => {
  it('is renewed once for many calls at a time, for the company of this tab, and each goes through', async () => {
    const renewals = expiredOnce()
    await Promise.all([api.get('/me'), api.get('/me'), api.get('/me')])
    expect(renewals()).toBe(1)
    expect(currentSession()?.accessToken).toBe('token-2')
    expect(sent.find((s) => s.path.endsWith('/auth/refresh'))?.kith).toBe('1')
  })

  it('when the session is over, waits for the person to log in again and then goes on', async () => {
    let token = 'none'
    server.use(
      http.patch(at('/me'), ({ request }) => (request.headers.get('Authorization') === `Bearer ${token}` ? HttpResponse.json({ saved: true }) : problem(401, 'auth.required'))),
      http.post(at('/auth/refresh'), () => problem(401, 'auth.required')),
    )
    const saving = api.patch('/me', { body: { name: 'Ana' } })
    await new Promise((done) => { setTimeout(done, 50) })
    token = 'token-3'
    takeSession({ ...session, accessToken: token })
    await expect(saving).resolves.toEqual({ saved: true })
  })

  it('is not renewed for a wrong password', async () => {
    let renewals = 0
    server.use(http.post(at('/auth/login'), () => problem(401, 'login.wrong')), http.post(at('/auth/refresh'), () => { renewals++; return problem(401, 'auth.required') }))
    await expect(api.post('/auth/login', { body: { email: 'a', password: 'b' } })).rejects.toMatchObject({ status: 401, code: 'login.wrong' })
    expect(renewals).toBe(0)
  })
})

describe('a refusal', () => {
  it('carries status, code, fields and parameters', async () => {
    server.use(http.post(at('/contacts'), () => problem(422, 'contact.bad', { errors: [{ field: 'email', code: 'email.bad', detail: 'x' }], params: { limit: 3 } })))
    const error = await api.post('/contacts', { body: {} }).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(ApiProblem)
    expect(error).toMatchObject({ status: 422, code: 'contact.bad', params: { limit: 3 }, errors: [{ field: 'email', code: 'email.bad' }] })
  })

  it('that is no problem document still has status and code', async () => {
    server.use(http.get(at('/me'), () => new HttpResponse('<html>bad gateway</html>', { status: 502 })))
    await expect(api.get('/me')).rejects.toMatchObject({ status: 502, code: 'http.502' })
  })
})

it('a lost connection is not a refusal', async () => {
  server.use(http.post(at('/auth/login'), () => HttpResponse.error()))
  const error = await api.post('/auth/login', { body: { email: 'a', password: 'b' } }).catch((e: unknown) => e)
  expect(error).toBeInstanceOf(NetworkFailure)
  expect(error).not.toBeInstanceOf(ApiProblem)
})

describe('Idempotency-Key', () => {
  const body = { firstName: 'Ann' }
  const answer = (responses: (() => Response)[]) => server.use(http.post(at('/contacts'), ({ request }) => { note(request); return (responses.shift() ?? (() => HttpResponse.json({}, { status: 201 })))() }))

  it('stays the same while the outcome is unknown and changes after an answer', async () => {
    answer([() => HttpResponse.error(), () => problem(503, 'busy')])
    await api.post('/contacts', { body }).catch(() => undefined)
    await api.post('/contacts', { body }).catch(() => undefined)
    await api.post('/contacts', { body })
    await api.post('/contacts', { body })
    const keys = sent.map((s) => s.key)
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/)
    expect(keys[1]).toBe(keys[0])
    expect(keys[2]).toBe(keys[0])
    expect(keys[3]).not.toBe(keys[0])
  })

  it('is shared by a double click and differs for another body', async () => {
    const keys: Record<string, string[]> = {}
    server.use(http.post(at('/contacts'), async ({ request }) => {
      const { firstName } = (await request.json()) as typeof body
      ;(keys[firstName] ??= []).push(String(request.headers.get('Idempotency-Key')))
      return HttpResponse.json({}, { status: 201 })
    }))
    await Promise.all([api.post('/contacts', { body }), api.post('/contacts', { body }), api.post('/contacts', { body: { firstName: 'Bo' } })])
    expect(keys.Ann).toHaveLength(2)
    expect(keys.Ann?.[0]).toBe(keys.Ann?.[1])
    expect(keys.Bo).not.toContain(keys.Ann?.[0])
  })
})

it('repeats filters in the address and puts ids in the path', async () => {
  let url = ''
  server.use(http.get(at('/contacts'), ({ request }) => { url = request.url; return HttpResponse.json({ items: [], next: null }) }), http.delete(at('/contacts/:id'), ({ params }) => { url = String(params.id); return new HttpResponse(null, { status: 204 }) }))
  await api.get('/contacts', { query: { filter: ['city:is:Oslo', 'owner:is:me'], limit: 50 } })
  expect(new URL(url).searchParams.getAll('filter')).toEqual(['city:is:Oslo', 'owner:is:me'])
  await expect(api.del('/contacts/{id}', { path: { id: 'a b' } })).resolves.toBeUndefined()
  expect(url).toBe('a b')
})

it('an upload is sent as bytes', async () => {
  let type = ''
  server.use(http.post(at('/imports'), ({ request }) => { type = request.headers.get('Content-Type') ?? ''; return HttpResponse.json({ id: 'i1' }, { status: 201 }) }))
  await api.post('/imports', { query: { fileName: 'c.csv' }, body: new Blob(['name\nAnn']) })
  expect(type).toBe('application/octet-stream')
})
