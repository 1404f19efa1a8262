import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { RetentionRule } from '@/shared/api/typesPrivacy'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { at, server } from '@/test/server'
import { Retention } from './Retention'

beforeAll(() => i18next.loadNamespaces(['retention', 'problemWork']))

const owner = { ...me, permissions: { ...me.permissions, privacy: { read: 'all', create: 'all', delete: 'all' } as const } }
const rule = (over: Partial<RetentionRule>): RetentionRule => ({ rule: 'lead', object: '', months: 0, erase: false, problem: '', nightAt: null, due: 0, total: 0, first: [], version: 0, ...over })
let rules: RetentionRule[]
let waiting: unknown[]
let sent: unknown[]

beforeEach(() => {
  rules = [rule({}), rule({ rule: 'task', months: 12, due: 8, total: 20, first: ['Call Ada'], problem: 'share', version: 3 }), rule({ rule: '0198', object: 'Leases' })]
  waiting = [{ rule: 'lead', id: 'c1', name: 'Olga Oldfield', since: '2026-11-01T02:00:00Z', goesAt: '2026-11-15T02:00:00Z' }]
  sent = []
  server.use(
    http.get(at('/retention'), () => HttpResponse.json({ items: rules } as never)),
    http.get(at('/retention/waiting'), () => HttpResponse.json({ items: waiting } as never)),
    http.get(at('/retention/lead/preview'), () => HttpResponse.json(rule({ due: 6, total: 20, first: ['Olga Oldfield', 'Kim Keepsake'] }) as never)),
    http.put(at('/retention/lead'), async ({ request }) => { sent.push(await request.json()); rules = [rule({ months: 24, erase: true, due: 6, total: 20, version: 1 })]; return HttpResponse.json({ items: rules } as never) }),
    http.post(at('/retention/task/allow'), async ({ request }) => { sent.push(await request.json()); return HttpResponse.json({ items: rules } as never) }),
    http.post(at('/retention/lead/records/c1/keep'), () => { waiting = []; return new HttpResponse(null, { status: 204 }) }),
  )
})

test('a rule shows what it would find before it is set', async () => {
  const { container } = await renderUi(<Retention />, { me: owner })
  await userEvent.click(await screen.findByRole('button', { name: 'Set a rule: People without a deal' }))
  const dialog = await screen.findByRole('dialog', { name: 'People without a deal' })
  expect(await within(dialog).findByText('Today it would find 6 of 20.')).toBeVisible()
  expect(within(dialog).getByText('A few of them: Olga Oldfield, Kim Keepsake.')).toBeVisible()
  expect(within(dialog).getByText(/it will ask before it begins/)).toBeVisible()
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save the rule' }))
  expect(await screen.findByText('Without any activity for 24 months: erased for good · 6 of 20 today')).toBeVisible()
  expect(sent).toEqual([{ version: 0, months: 24, erase: true }])
  await expectAccessible(container)
})

test('a rule that would take much asks, and is allowed knowingly', async () => {
  await renderUi(<Retention />, { me: owner })
  expect(await screen.findByText(/would take 8 of 20, more than a fifth/)).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'Allow these 8' }))
  const dialog = await screen.findByRole('dialog', { name: 'Allow this many at once?' })
  expect(within(dialog).getByText(/Call Ada/)).toBeVisible()
  await userEvent.click(within(dialog).getByRole('button', { name: 'Allow these 8' }))
  await vi.waitFor(() => expect(sent).toEqual([{ version: 3 }]))
})

test('what is on the list can be kept', async () => {
  await renderUi(<Retention />, { me: owner })
  await userEvent.click(await screen.findByRole('button', { name: 'Keep Olga Oldfield for a year' }))
  expect(await screen.findByText('Nothing is on the list.')).toBeVisible()
})

test('who may only look changes nothing', async () => {
  await renderUi(<Retention />, { me: { ...me, permissions: { ...me.permissions, privacy: { read: 'all' } as const } } })
  expect(await screen.findByText('Leases')).toBeVisible()
  expect(await screen.findByText('Olga Oldfield')).toBeVisible()
  expect(screen.queryByRole('button')).toBeNull()
})
