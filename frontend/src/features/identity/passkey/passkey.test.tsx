import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { expectAccessible } from '@/test/axe'
import { renderUi } from '@/test/render'
import { answers, at, server } from '@/test/server'
import { PasskeyList } from './PasskeyList'

beforeAll(() => i18next.loadNamespaces(['security']))
afterEach(() => vi.unstubAllGlobals())

/** The browser's side of a passkey, which jsdom has not. */
function browserWith(create: () => Promise<unknown>) {
  const known = Object.assign(function PublicKeyCredential() { /* only its static methods count */ }, { parseCreationOptionsFromJSON: (o: unknown) => o, parseRequestOptionsFromJSON: (o: unknown) => o })
  vi.stubGlobal('PublicKeyCredential', known)
  Object.defineProperty(navigator, 'credentials', { configurable: true, value: { create, get: create } })
}

test('a passkey is made by the device, named, renamed and removed', async () => {
  browserWith(() => Promise.resolve({ toJSON: () => ({ id: 'k' }) }))
  let items: object[] = []
  const sent: unknown[] = []
  server.use(
    http.get(at('/me/passkeys'), () => HttpResponse.json({ items } as never)),
    http.post(at('/me/passkeys'), async ({ request }) => {
      sent.push(await request.json())
      items = [{ id: 'p1', name: 'Phone', createdAt: '2026-11-01T08:00:00Z', lastUsedAt: null }]
      return HttpResponse.json(items[0] as never, { status: 201 })
    }),
    http.patch(at('/me/passkeys/:id'), async ({ request }) => { items = [{ ...items[0], ...((await request.json()) as object) }]; return HttpResponse.json(items[0] as never) }),
    http.delete(at('/me/passkeys/:id'), () => { items = []; return new HttpResponse(null, { status: 204 }) }),
  )
  answers('post', '/me/passkeys/begin', { ticket: 't', options: {} })
  const user = userEvent.setup()
  const { container } = await renderUi(<PasskeyList />)
  await user.type(await screen.findByLabelText('Name of the passkey'), 'Phone')
  await user.click(screen.getByRole('button', { name: 'Add a passkey' }))
  expect(await screen.findByText('Phone')).toBeInTheDocument()
  expect(sent).toEqual([{ ticket: 't', name: 'Phone', credential: { id: 'k' } }])
  await expectAccessible(container)
  await user.click(screen.getByRole('button', { name: 'Rename: Phone' }))
  const [edit] = screen.getAllByRole('textbox', { name: 'Name of the passkey' })
  await user.clear(edit!)
  await user.type(edit!, 'Old phone')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await user.click(await screen.findByRole('button', { name: 'Remove: Old phone' }))
  expect(await screen.findByText('No passkey yet.')).toBeInTheDocument()
})

test('closing the browser’s dialog says so, and a browser without passkeys does not offer them', async () => {
  answers('get', '/me/passkeys', { items: [] })
  answers('post', '/me/passkeys/begin', { ticket: 't', options: {} })
  browserWith(() => Promise.reject(new DOMException('no', 'NotAllowedError')))
  const user = userEvent.setup()
  const first = await renderUi(<PasskeyList />)
  await user.type(await screen.findByLabelText('Name of the passkey'), 'Phone')
  await user.click(screen.getByRole('button', { name: 'Add a passkey' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('No passkey was used.')
  first.unmount()
  vi.unstubAllGlobals()
  await renderUi(<PasskeyList />)
  expect(await screen.findByText('This browser cannot make passkeys.')).toBeInTheDocument()
})
