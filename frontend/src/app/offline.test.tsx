import 'fake-indexeddb/auto'
import { act, screen, waitFor } from '@testing-library/react'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { useQuery } from '@tanstack/react-query'
import { Away } from './layout/Away'
import { oneQuery } from '@/shared/api/list'
import { meQuery } from '@/shared/api/me'
import { makeQueryClient } from '@/shared/api/query'
import { currentSession, dropSession, keptKey, sessionRenewed, takeSession } from '@/shared/api/session'
import { expectAccessible } from '@/test/axe'
import { me, renderUi, session } from '@/test/render'
import { answers, at, problem, server } from '@/test/server'
import { erase, read } from '@/shared/offline/kept'
import { keepAnswers } from '@/shared/offline/keep'
import { ErrorState } from '@/shared/ui/ErrorState'

const owner = 'u1/acme'
const ann = { id: 'c1', name: 'Ann Lee', version: 1 }
const keptNames = async () => ((await read(owner))?.answers ?? []).map((a) => String(a.key[0])).toSorted()
/** Whose answers are kept, and what is there of Ana's. */
const kept = async () => [localStorage.getItem(keptKey), await read(owner)]

function online(is: boolean) {
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(is)
  dispatchEvent(new Event(is ? 'online' : 'offline'))
}

/** No request arrives anywhere. */
function unreachable() {
  server.use(http.all('*/api/v1/*', () => HttpResponse.error()))
}

/** A page of Acme on which Ann was read, and which has kept that. */
async function annWasRead() {
  answers('get', '/contacts/c1', ann)
  answers('get', '/audit', { items: ['secret'] })
  const client = makeQueryClient()
  takeSession(session)
  client.setQueryData(meQuery('acme').queryKey, me)
  keepAnswers(client)
  await client.fetchQuery(oneQuery('/contacts', 'c1'))
  await client.fetchQuery({ queryKey: ['/audit', {}], queryFn: () => 'secret' })
  await waitFor(async () => expect(await keptNames()).toEqual(['/contacts', 'me']))
  return client
}

/** The page is loaded anew at an address of a company: nothing is left of the tab but what the browser keeps. */
async function newTab(slug = 'acme') {
  vi.resetModules()
  const [{ enterCompany }, { makeQueryClient: make }, tab] = await Promise.all([import('./enter'), import('@/shared/api/query'), import('@/shared/api/session')])
  const client = make()
  return { client, session: tab.currentSession, away: tab.isAway, entering: enterCompany(slug, client, `/${slug}/contacts/c1`) }
}

beforeAll(() => i18next.loadNamespaces('offline'))
beforeEach(async () => { dropSession(); await erase() })
afterEach(() => vi.restoreAllMocks())

test('what was read is there after a reload without a network: for reading, as who was there, and nothing else', async () => {
  await annWasRead()
  unreachable()
  const { client, entering, session: current, away } = await newTab()
  await entering
  expect(client.getQueryData(oneQuery('/contacts', 'c1').queryKey)).toEqual(ann)
  expect(client.getQueryData(['/audit', {}])).toBeUndefined()
  expect(current()).toMatchObject({ accessToken: '', user: { name: 'Ana Kowalska' }, tenant: { slug: 'acme' } })
  expect(away()).toBe(true)
})

test('another company, and a machine that keeps nothing, show nothing without a network', async () => {
  await annWasRead()
  unreachable()
  await expect((await newTab('globex')).entering).rejects.toThrow('network')
  localStorage.removeItem(keptKey)
  await expect((await newTab()).entering).rejects.toThrow('network')
})

test('it is gone with the log-out, and stays gone in a tab that was not told', async () => {
  const client = await annWasRead()
  await act(async () => { dropSession() })
  await waitFor(async () => expect(await kept()).toEqual([null, null]))
  client.setQueryData(oneQuery('/contacts', 'c2').queryKey, { ...ann, id: 'c2' } as never)
  await new Promise((done) => { setTimeout(done, 700) })
  await waitFor(async () => expect(await kept()).toEqual([null, null]))
})

test('it is gone when the session has ended, and when somebody else or another company comes', async () => {
  await annWasRead()
  void sessionRenewed()
  await waitFor(async () => expect(await kept()).toEqual([null, null]))
  for (const next of [{ ...session, user: { ...session.user, id: 'u2' } }, { ...session, tenant: { slug: 'globex', name: 'Globex' } }]) {
    dropSession()
    await annWasRead()
    takeSession(next)
    await waitFor(async () => expect(await kept()).toEqual([null, null]))
  }
})

test('it is gone when the company lets one in no more', async () => {
  await annWasRead()
  server.use(http.post(at('/auth/refresh'), () => problem(403, 'member.suspended')))
  await expect((await newTab()).entering).rejects.toMatchObject({ code: 'member.suspended' })
  expect(localStorage.getItem(keptKey)).toBeNull()
  unreachable()
  await expect((await newTab()).entering).rejects.toThrow('network')
})

test('what the server says may not be seen any more goes, and everything when the rights change', async () => {
  const client = await annWasRead()
  client.setQueryData(['timeline', 'contact', 'c1'], [])
  client.setQueryData(['/companies', 'one', 'o1'], { id: 'o1' })
  await waitFor(async () => expect(await keptNames()).toEqual(['/companies', '/contacts', 'me', 'timeline']))
  server.use(http.get(at('/contacts/c1'), () => problem(404, 'not_found')))
  await client.fetchQuery({ ...oneQuery('/contacts', 'c1'), staleTime: 0 }).catch(() => undefined)
  await waitFor(async () => expect(await keptNames()).toEqual(['/companies', 'me']))
  client.setQueryData(meQuery('acme').queryKey, { ...me, fields: { company: { revenue: 'hide' as const } } })
  await waitFor(async () => expect(await keptNames()).toEqual([]))
})

test('a day later nothing is shown', async () => {
  await annWasRead()
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 25 * 60 * 60_000 })
  expect(await keptNames()).toEqual([])
})

test('nothing is shown once the session would be over, as the company sets it', async () => {
  await annWasRead()
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + (session.lasts - 60) * 1000 })
  expect(await keptNames()).toEqual(['/contacts', 'me'])
  vi.setSystemTime(Date.now() + 120_000)
  expect(await keptNames()).toEqual([])
})

function Ann() {
  const { data, error } = useQuery({ ...oneQuery('/contacts', 'c1'), staleTime: 0 })
  return <><Away /><p>{data?.name ?? '…'}</p>{error ? <ErrorState error={error} /> : null}</>
}

test('says that one is offline and from when the page is; what is shown stays; the network brings what is new', async () => {
  answers('get', '/contacts/c1', ann)
  const { container, queryClient } = await renderUi(<Ann />, { route: { path: '$slug', at: '/acme' } })
  expect(await screen.findByText('Ann Lee')).toBeInTheDocument()
  expect(screen.queryByRole('status')).toBeNull()
  unreachable()
  act(() => online(false))
  expect(await screen.findByRole('status')).toHaveTextContent(/You are offline\. You see what was loaded at \d+:\d\d.*Nothing can be saved/)
  await act(() => queryClient.refetchQueries({ queryKey: ['/contacts'] }))
  expect(screen.getByText('Ann Lee')).toBeInTheDocument()
  expect(screen.queryByRole('alert')).toBeNull()
  await expectAccessible(container)
  server.resetHandlers()
  answers('get', '/me', me)
  answers('get', '/contacts/c1', { ...ann, name: 'Ann Bell' })
  act(() => online(true))
  expect(await screen.findByText('Ann Bell')).toBeInTheDocument()
  expect(screen.queryByRole('status')).toBeNull()
})

test('what was never loaded says that it is not kept, until there is a network', async () => {
  unreachable()
  online(false)
  await renderUi(<Ann />, { route: { path: '$slug', at: '/acme' } })
  expect(await screen.findByRole('alert')).toHaveTextContent(/not kept this page for reading offline/)
  expect(screen.getByRole('status')).toHaveTextContent(/Only what was loaded lately can be shown/)
  server.resetHandlers()
  answers('get', '/me', me)
  answers('get', '/contacts/c1', ann)
  act(() => online(true))
  expect(await screen.findByText('Ann Lee')).toBeInTheDocument()
  expect(screen.queryByRole('alert')).toBeNull()
})

test('what came right before the network went is kept still', async () => {
  const client = await annWasRead()
  client.setQueryData(['timeline', 'contact', 'c1'], [])
  online(false)
  client.setQueryData(['/companies', 'one', 'o1'], { id: 'o1' })
  await waitFor(async () => expect(await keptNames()).toEqual(['/contacts', 'me', 'timeline']))
})

test('a page that came up without a network takes up its session when there is one again', async () => {
  answers('get', '/contacts/c1', ann)
  await renderUi(<Ann />, { route: { path: '$slug', at: '/acme' } })
  server.use(http.post(at('/auth/refresh'), () => HttpResponse.json({ ...session, accessToken: 'token-2' })))
  answers('get', '/me', me)
  act(() => takeSession({ ...session, accessToken: '' }))
  await waitFor(() => expect(currentSession()?.accessToken).toBe('token-2'))
  await waitFor(() => expect(screen.queryByRole('status')).toBeNull())
})
