import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { useState } from 'react'
import { beforeAll, expect, test } from 'vitest'
import type { Numbers, PhoneSystem } from '@/shared/api/typesReach'
import { expectAccessible } from '@/test/axe'
import { renderUi } from '@/test/render'
import { answers, at, problem, server } from '@/test/server'
import { CallDialog } from './CallDialog'
import { PhoneSection } from './PhoneSection'

beforeAll(() => i18next.loadNamespaces(['reach', 'settings']))

const ready: Numbers = { items: [{ key: 'k1', shown: '•••• 4567', label: 'work' }], withdrawn: false, system: true, own: true }
const numbers = (more: Partial<Numbers>) => answers('get', '/contacts/c1/numbers', { ...ready, ...more } as never)

function Calling() {
  const [opened, setOpened] = useState(true)
  return <CallDialog about={{ kind: 'contact', id: 'c1' }} name="Ada" opened={opened} onClose={() => setOpened(false)} />
}

test('a number seen in part is called: its key is sent', async () => {
  let sent: unknown
  numbers({ withdrawn: true })
  server.use(http.post(at('/contacts/c1/calls'), async ({ request }) => { sent = await request.json(); return HttpResponse.json({ id: 'a1' }, { status: 201 }) }))
  const user = userEvent.setup()
  await renderUi(<Calling />)
  const dialog = await screen.findByRole('dialog', { name: 'Call Ada' })
  expect(await within(dialog).findByText('•••• 4567 (work)')).toBeVisible()
  expect(within(dialog).getByText(/does not want marketing by phone/)).toBeVisible()
  expect(within(dialog).getByText(/Your own phone rings first/)).toBeVisible()
  await expectAccessible(dialog)
  await user.click(within(dialog).getByRole('button', { name: 'Call' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(sent).toEqual({ to: 'k1' })
  expect(await screen.findByText('Your phone will ring')).toBeVisible()
})

test('without a number of one’s own it is asked for first, then one can call', async () => {
  let own = false
  server.use(
    http.get(at('/contacts/c1/numbers'), () => HttpResponse.json({ ...ready, own })),
    http.put(at('/me/phone'), async ({ request }) => {
      const { phone } = (await request.json()) as { phone: string }
      if (phone === '112') return problem(422, 'user.phone', { errors: [{ field: 'phone', code: 'user.phone', detail: 'x' }] })
      own = true
      return HttpResponse.json({ phone })
    }),
  )
  const user = userEvent.setup()
  await renderUi(<Calling />)
  const input = await screen.findByLabelText('Own phone number')
  await user.type(input, '112')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('Own phone number: with country code, such as +48123456789.')).toBeVisible()
  await user.clear(input)
  await user.type(input, '+48501502503')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByRole('button', { name: 'Call' })).toBeEnabled()
})

test('without a phone system the dialog says who can help; who sees the number can dial it', async () => {
  numbers({ system: false, items: [{ key: 'k1', shown: '+48221234567', label: '' }] })
  await renderUi(<Calling />)
  expect(await screen.findByText(/An owner, administrator or technician can do that in the settings/)).toBeVisible()
  expect(screen.getByRole('link', { name: 'Dial +48221234567 yourself' })).toHaveAttribute('href', 'tel:+48221234567')
  expect(screen.queryByRole('button', { name: 'Call' })).toBeNull()
})

test('of a number seen in part nothing is dialled; where numbers are hidden the dialog says who can help', async () => {
  numbers({ system: false })
  const { unmount } = await renderUi(<Calling />)
  expect(await screen.findByText(/no phone system connected/)).toBeVisible()
  expect(screen.queryByRole('link')).toBeNull()
  unmount()
  numbers({ items: [] })
  await renderUi(<Calling />)
  expect(await screen.findByText(/Your role hides the numbers/)).toBeVisible()
})

test('a phone system is connected, its secret shown once, tried and given another secret', async () => {
  let system: PhoneSystem = { url: '', hook: '', secret: '', version: 1 }
  let why = 'refused'
  server.use(
    http.get(at('/settings/phone'), () => HttpResponse.json({ ...system, secret: '' })),
    http.put(at('/settings/phone'), async ({ request }) => {
      const { url } = (await request.json()) as PhoneSystem
      if (!url.startsWith('https://')) return problem(422, 'call.url', { errors: [{ field: 'url', code: 'call.url', detail: 'x' }] })
      system = { url, hook: 'https://kith.example/api/v1/hooks/call/one', secret: 'first-secret', version: 2 }
      return HttpResponse.json(system)
    }),
    http.post(at('/settings/phone/test'), () => HttpResponse.json({ why })),
    http.post(at('/settings/phone/renew'), () => { system = { ...system, hook: 'https://kith.example/api/v1/hooks/call/two', secret: 'second-secret', version: 3 }; return HttpResponse.json(system) }),
  )
  const user = userEvent.setup()
  const { container } = await renderUi(<PhoneSection />)
  await user.type(await screen.findByLabelText('Address of the phone system'), 'phone.example')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('Address of the phone system: an address begins with https://.')).toBeVisible()
  await user.clear(screen.getByLabelText('Address of the phone system'))
  await user.type(screen.getByLabelText('Address of the phone system'), 'https://phone.example/ask')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('first-secret')).toBeVisible()
  expect(screen.getByText('https://kith.example/api/v1/hooks/call/one')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Send a test' }))
  expect(await screen.findByText('The phone system refused the test. Check address and secret.')).toBeVisible()
  why = ''
  await user.click(screen.getByRole('button', { name: 'Send a test' }))
  expect(await screen.findByText('The phone system answered well.')).toBeVisible()
  await expectAccessible(container)
  await user.click(screen.getByRole('button', { name: 'New secret' }))
  await user.click(within(await screen.findByRole('dialog', { name: 'New secret' })).getByRole('button', { name: 'New secret' }))
  expect(await screen.findByText('second-secret')).toBeVisible()
  expect(screen.queryByText('first-secret')).toBeNull()
  expect(screen.getByText('https://kith.example/api/v1/hooks/call/two')).toBeVisible()
})
