import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, test } from 'vitest'
import type { Intake } from '@/shared/api/typesIntake'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { answers, at, problem, server } from '@/test/server'
import { IntakePage } from './IntakePage'
import { curlOf, formOf } from './snippets'

beforeAll(() => i18next.loadNamespaces(['intake', 'settings']))

const admin = { ...me, permissions: { ...me.permissions, tenant: { read: 'all', update: 'all' } as const } }
const page: Intake = { id: 'i1', name: 'Web page', url: 'https://kith.example/api/v1/intake/abc', ownerId: null, ownerName: '', version: 1, createdAt: '2026-11-01T08:00:00Z' }

test('without an address the page says what to do; one that is made is shown ready to be used', async () => {
  let items: Intake[] = []
  let sent: unknown
  answers('get', '/colleagues', { items: [] })
  server.use(
    http.get(at('/intakes'), () => HttpResponse.json({ items })),
    http.post(at('/intakes'), async ({ request }) => { sent = await request.json(); items = [page]; return HttpResponse.json(page, { status: 201 }) }),
  )
  const user = userEvent.setup()
  const { container } = await renderUi(<IntakePage />, { me: admin })
  expect(await screen.findByText('No address yet')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'New address' }))
  const form = await screen.findByRole('dialog', { name: 'New address' })
  await user.click(within(form).getByRole('button', { name: 'Make the address' }))
  expect(await within(form).findByText('What it is for: please fill this in.')).toBeVisible()
  await user.type(within(form).getByLabelText('What it is for'), 'Web page')
  await user.click(within(form).getByRole('button', { name: 'Make the address' }))
  const use = await screen.findByRole('dialog', { name: 'Use it: Web page' })
  expect(sent).toEqual({ name: 'Web page', ownerId: null })
  expect(within(use).getByText(page.url)).toBeVisible()
  expect(within(use).getByText(/<form action="https:\/\/kith\.example\/api\/v1\/intake\/abc" method="post"/)).toBeVisible()
  expect(within(use).getByText(/curl -X POST/)).toBeVisible()
  await expectAccessible(use)
  await user.click(within(use).getByRole('button', { name: 'Close' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(screen.getByText('Web page')).toBeVisible()
  expect(screen.getByText(/Leads go to nobody/)).toBeVisible()
  await expectAccessible(container)
})

test('an address is renewed and closed only after a question, and a refusal is told', async () => {
  let items = [page]
  const asked: unknown[] = []
  let stale = true
  server.use(
    http.get(at('/intakes'), () => HttpResponse.json({ items })),
    http.post(at('/intakes/i1/renew'), async ({ request }) => {
      asked.push(await request.json())
      if (stale) { stale = false; return problem(409, 'intake.stale') }
      items = [{ ...page, version: 2, url: page.url + 'def' }]
      return HttpResponse.json(items[0])
    }),
    http.delete(at('/intakes/i1'), () => { items = []; return new HttpResponse(null, { status: 204 }) }),
  )
  const user = userEvent.setup()
  await renderUi(<IntakePage />, { me: admin })
  await user.click(await screen.findByRole('button', { name: 'Renew: Web page' }))
  const renew = await screen.findByRole('dialog', { name: 'Renew: Web page' })
  await user.click(within(renew).getByRole('button', { name: 'Renew' }))
  expect(await within(renew).findByText('Someone else changed this address meanwhile. Look at it again.')).toBeVisible()
  await user.click(within(renew).getByRole('button', { name: 'Renew' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(asked).toEqual([{ version: 1 }, { version: 1 }])
  await user.click(screen.getByRole('button', { name: 'Use it: Web page' }))
  expect(await screen.findByText(page.url + 'def')).toBeVisible()
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  await user.click(screen.getByRole('button', { name: 'Close: Web page' }))
  await user.click(within(await screen.findByRole('dialog', { name: 'Close: Web page' })).getAllByRole('button', { name: 'Close' }).at(-1)!)
  expect(await screen.findByText('No address yet')).toBeVisible()
})

test('who may not change the company reads who can', async () => {
  await renderUi(<IntakePage />)
  expect(await screen.findByText(/Owners, administrators and technicians/)).toBeVisible()
})

test('what is copied is safe in a page, works without scripts, and can be pasted into a terminal', () => {
  const form = formOf('https://kith.example/i?a=1&b=2', { name: '<b>"Name"', email: 'E-mail', phone: 'Phone', company: 'Company', message: 'Message', send: 'Send' })
  const drawn = new DOMParser().parseFromString(form, 'text/html').querySelector('form')
  expect(drawn?.getAttribute('action')).toBe('https://kith.example/i?a=1&b=2')
  expect(drawn?.querySelector('b')).toBeNull()
  expect([...(drawn?.elements ?? [])].map((e) => (e as HTMLInputElement).name)).toEqual(['name', 'email', 'phone', 'company', 'message', 'website', ''])
  expect(form).not.toContain('script')
  expect(curlOf('https://kith.example/i').split('\n').slice(0, -1).every((line) => line.endsWith(' \\'))).toBe(true)
})
