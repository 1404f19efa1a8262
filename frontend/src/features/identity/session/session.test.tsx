import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { expectAccessible } from '@/test/axe'
import { renderUi, session } from '@/test/render'
import { answers, at, problem, server } from '@/test/server'
import { CompanyChoice } from './CompanyChoice'
import { LoginForm } from './LoginForm'
import { SessionList } from './SessionList'

beforeAll(() => i18next.loadNamespaces(['auth', 'settings']))
beforeEach(() => answers('post', '/auth/sso/look', { slug: '', company: '', required: false }))

async function logIn() {
  const user = userEvent.setup()
  await user.type(screen.getByLabelText('E-mail'), ' ana@acme.test ')
  await user.type(screen.getByLabelText('Password'), 'secret words')
  await user.click(screen.getByRole('button', { name: 'Log in' }))
}

test('a wrong password, too many tries and no connection say what they are', async () => {
  const entered = vi.fn()
  const { container } = await renderUi(<LoginForm onSession={entered} />)
  await expectAccessible(container)
  server.use(http.post(at('/auth/login'), () => problem(401, 'login.wrong'), { once: true }))
  await logIn()
  expect(await screen.findByRole('alert')).toHaveTextContent('E-mail or password is wrong.')
  server.use(http.post(at('/auth/login'), () => HttpResponse.error(), { once: true }))
  await userEvent.click(screen.getByRole('button', { name: 'Log in' }))
  expect(await screen.findByText('No connection')).toBeInTheDocument()
  expect(screen.getByLabelText('Password')).toHaveValue('secret words')
  server.use(http.post(at('/auth/login'), () => HttpResponse.json({ code: 'login.too_many' }, { status: 429, headers: { 'Retry-After': '75' } }), { once: true }))
  await userEvent.click(screen.getByRole('button', { name: 'Log in' }))
  expect(await screen.findByText(/You can try again in 1:1\d/)).toBeInTheDocument()
  expect(screen.getByRole('button', { name: 'Log in' })).toBeDisabled()
  expect(entered).not.toHaveBeenCalled()
})

test('the right password gives the session; the address is sent without blanks', async () => {
  let sent: unknown
  server.use(http.post(at('/auth/login'), async ({ request }) => { sent = await request.json(); return HttpResponse.json(session) }))
  const entered = vi.fn()
  await renderUi(<LoginForm onSession={entered} />)
  await logIn()
  await waitFor(() => expect(entered).toHaveBeenCalledWith(session))
  expect(sent).toEqual({ email: 'ana@acme.test', password: 'secret words' })
})

test('with several companies the one used last stands first', async () => {
  const tenants = [{ slug: 'globex', name: 'Globex', role: 'freelancer' as const }, ...session.tenants]
  const { container } = await renderUi(<CompanyChoice session={{ ...session, tenants }} />)
  const links = screen.getAllByRole('link')
  expect(links[0]).toHaveAttribute('href', '/acme/today')
  expect(links[1]).toHaveTextContent('GlobexFreelancer')
  await expectAccessible(container)
})

const sessions = [
  { id: 's2', current: false, createdAt: '2026-10-01T08:00:00Z', lastSeenAt: '2026-11-20T08:00:00Z', ip: '203.0.113.7', country: 'PL', device: 'Safari on iPhone' },
  { id: 's1', current: true, createdAt: '2026-11-01T08:00:00Z', lastSeenAt: '2026-11-01T09:00:00Z', ip: '10.0.0.1', country: '', device: 'Chrome on Linux' },
]

test('sessions: this device first and without an end; one or all others can be ended', async () => {
  let items = sessions
  const ended: string[] = []
  server.use(
    http.get(at('/me/sessions'), () => HttpResponse.json({ items })),
    http.delete(at('/me/sessions/:id'), ({ params }) => { ended.push(String(params.id)); items = items.filter((s) => s.id !== params.id); return new HttpResponse(null, { status: 204 }) }),
  )
  const { container } = await renderUi(<SessionList />)
  const [first, second] = await screen.findAllByRole('listitem')
  expect(first).toHaveTextContent('Chrome on Linux')
  expect(within(first!).getByText('This device')).toBeInTheDocument()
  expect(first).toHaveTextContent('10.0.0.1 · active')
  expect(second).toHaveTextContent('Poland, 203.0.113.7 · active')
  expect(within(first!).queryByRole('button')).toBeNull()
  await expectAccessible(container)
  await userEvent.click(within(second!).getByRole('button', { name: 'End: Safari on iPhone' }))
  await waitFor(() => expect(screen.getAllByRole('listitem')).toHaveLength(1))
  expect(ended).toEqual(['s2'])
  expect(screen.queryByRole('button', { name: 'End all others' })).toBeNull()
})

test('ending all others asks the server once', async () => {
  let items = sessions
  const end = vi.fn()
  server.use(
    http.get(at('/me/sessions'), () => HttpResponse.json({ items })),
    http.post(at('/me/sessions/end-others'), () => { end(); items = items.filter((s) => s.current); return new HttpResponse(null, { status: 204 }) }),
  )
  await renderUi(<SessionList />)
  await userEvent.click(await screen.findByRole('button', { name: 'End all others' }))
  await waitFor(() => expect(screen.getAllByRole('listitem')).toHaveLength(1))
  expect(end).toHaveBeenCalledTimes(1)
})

test('a list that cannot be loaded says so and can be tried again', async () => {
  server.use(http.get(at('/me/sessions'), () => problem(500, 'http.500'), { once: true }))
  answers('get', '/me/sessions', { items: [] })
  server.use(http.get(at('/me/sessions'), () => problem(500, 'http.500'), { once: true }))
  await renderUi(<SessionList />)
  await userEvent.click(await screen.findByRole('button', { name: 'Try again' }))
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
})

test('after the password comes the second step, when there is one', async () => {
  let sent: unknown
  server.use(
    http.post(at('/auth/login'), () => problem(401, 'login.second_factor', { params: { ticket: 'tick' } })),
    http.post(at('/auth/second-factor'), async ({ request }) => { sent = await request.json(); return HttpResponse.json(session) }),
  )
  const entered = vi.fn()
  const { container } = await renderUi(<LoginForm onSession={entered} />)
  await logIn()
  await userEvent.type(await screen.findByLabelText('Code'), '123 456')
  await userEvent.click(screen.getByLabelText('Do not ask on this device for 30 days'))
  await expectAccessible(container)
  await userEvent.click(screen.getByRole('button', { name: 'Go on' }))
  await waitFor(() => expect(entered).toHaveBeenCalledWith(session))
  expect(sent).toEqual({ ticket: 'tick', code: '123 456', remember: true })
})

test('a domain with a sign-on offers it; where it is the only way the password makes room', async () => {
  const asked: unknown[] = []
  server.use(http.post(at('/auth/sso/look'), async ({ request }) => {
    asked.push(await request.json())
    return HttpResponse.json({ slug: 'acme', company: 'Acme', required: true })
  }))
  server.use(http.post(at('/auth/sso/begin'), () => problem(503, 'sso.down')))
  const user = userEvent.setup()
  const { container } = await renderUi(<LoginForm onSession={vi.fn()} />)
  await user.type(screen.getByLabelText('E-mail'), 'ana@acme.test')
  const go = await screen.findByRole('button', { name: 'Continue with Acme’s sign-on' })
  expect(asked).toEqual([{ domain: 'acme.test' }])
  expect(screen.queryByLabelText('Password')).not.toBeInTheDocument()
  await expectAccessible(container)
  await user.click(go)
  expect(await screen.findByRole('alert')).toHaveTextContent('The sign-on does not answer at the moment')
  await user.click(screen.getByRole('button', { name: 'Use a password instead' }))
  expect(screen.getByLabelText('Password')).toBeInTheDocument()
})

test('somebody suspended everywhere is told so at log-in, and what comes next; elsewhere it is said below', async () => {
  const shut = [{ slug: 'globex', name: 'Globex' }, { slug: 'initech', name: 'Initech' }]
  const { container, unmount } = await renderUi(<CompanyChoice session={{ ...session, tenant: null, tenants: [], suspended: shut }} />)
  expect(await screen.findByRole('heading', { name: 'Your access is suspended' })).toBeInTheDocument()
  expect(screen.getByText(/^You can’t open Globex, Initech for now\..* An administrator can give you the seat back/)).toBeInTheDocument()
  await expectAccessible(container)
  unmount()
  await renderUi(<CompanyChoice session={{ ...session, suspended: shut.slice(0, 1) }} />)
  expect(await screen.findByRole('link', { name: /Acme/ })).toBeInTheDocument()
  expect(screen.getByRole('status')).toHaveTextContent('You can’t open Globex for now.')
})
