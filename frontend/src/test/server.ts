import { HttpResponse, http, type JsonBodyType } from 'msw'
import { setupServer } from 'msw/node'

export const at = (path: string) => `*/api/v1${path}`
/** The API of a test: handlers are given per test; a call without one fails the test. Only that a company has no fields, layouts and kinds of records of its own, and nobody a view or a favourite, is taken for granted. */
export const server = setupServer(
  http.get(at('/fields/:object'), () => HttpResponse.json({ items: [] })),
  http.get(at('/layouts/:object'), () => HttpResponse.json({ items: [] })),
  http.get(at('/objects'), () => HttpResponse.json({ items: [] })),
  http.get(at('/favourites'), () => HttpResponse.json({ items: [] })),
  http.get(at('/views'), () => HttpResponse.json({ items: [], choice: { opens: '', tabs: [], columns: [] }, mayShare: false })),
)

export const problem = (status: number, code: string, more: object = {}) =>
  HttpResponse.json({ type: 'about:blank', title: 'x', status, code, detail: 'english', ...more }, { status, headers: { 'Content-Type': 'application/problem+json' } })
export const answers = (method: 'get' | 'post' | 'patch' | 'put' | 'delete', path: string, body: JsonBodyType, status = 200) =>
  server.use(http[method](at(path), () => HttpResponse.json(body, { status })))
