import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, test } from 'vitest'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { answers, at, problem, server } from '@/test/server'
import { PolicyPage } from './PolicyPage'

beforeAll(() => i18next.loadNamespaces(['security', 'nav']))

const admin = { ...me, permissions: { ...me.permissions, role: { read: 'all', update: 'all' } as const } }
const policy = { minLength: 10, noReuse: 0, maxAgeDays: 0, idleMinutes: 20160, sessionHours: 2160, secondFactor: 'optional', networks: { employee: ['10.0.0.0/8'] }, version: 3 }

test('the rules are saved as typed; a lock-out is told in words; the checklist names people', async () => {
  const sent: Record<string, unknown>[] = []
  answers('get', '/security-policy', policy)
  answers('get', '/security-checklist', { items: [{ code: 'second_factor_admins', ok: false, who: ['Ana', 'Bob'] }, { code: 'two_owners', ok: true, who: ['Ana'] }] })
  server.use(http.put(at('/security-policy'), async ({ request }) => {
    sent.push((await request.json()) as Record<string, unknown>)
    return sent.length === 1 ? problem(409, 'policy.lockout') : HttpResponse.json({ ...policy, version: 4 })
  }))
  const user = userEvent.setup()
  const { container } = await renderUi(<PolicyPage />, { me: admin })
  expect(await screen.findByText('(Ana, Bob)')).toBeInTheDocument()
  const length = await screen.findByLabelText('Shortest password, in characters')
  await user.clear(length)
  await user.type(length, '14')
  await user.selectOptions(screen.getByLabelText('Log out without use after'), '1 day')
  await user.selectOptions(screen.getByLabelText('Who must have a second step or a passkey'), 'admins')
  await user.type(screen.getByLabelText('Owner'), '203.0.113.0/24, 198.51.100.7')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('You would lock yourself out')
  await expectAccessible(container)
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('The rules are saved.')).toBeInTheDocument()
  expect(sent[1]).toMatchObject({ minLength: 14, idleMinutes: 1440, sessionHours: 2160, secondFactor: 'admins', version: 3, networks: { owner: ['203.0.113.0/24', '198.51.100.7'], employee: ['10.0.0.0/8'] } })
})
