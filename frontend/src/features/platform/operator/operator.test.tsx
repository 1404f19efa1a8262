import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, test } from 'vitest'
import type { OperatorCompany } from '@/shared/api/types'
import { expectAccessible } from '@/test/axe'
import { renderUi } from '@/test/render'
import { at, problem, server } from '@/test/server'
import { Acts } from './Acts'
import { actsFor } from './acts'
import { FailedJobsPage } from './FailedJobsPage'
import { OperatorLoginPage } from './OperatorLoginPage'
import { OverviewPage } from './OverviewPage'

beforeAll(() => i18next.loadNamespaces(['operator', 'auth']))

const acme: OperatorCompany = {
  id: 't1', slug: 'acme', name: 'Acme', state: 'trialing', plan: 'business', trialEndsAt: '2026-12-01T00:00:00Z', holdReason: '', seatsUsed: 3, seatsGranted: 10, server: 'main', megabytes: 4.2,
  schemaVersion: 16, headVersion: 16, activeAt: null, signedUpAt: '2026-11-01T08:00:00Z', problem: '', migrateError: '', gifts: [], supports: [],
}

test('only acts that do something are offered', () => {
  expect(actsFor(acme)).toEqual(['suspend', 'lock', 'trial', 'seats', 'support'])
  expect(actsFor({ ...acme, state: 'locked', holdReason: 'court', problem: 'held' })).toEqual(['suspend', 'release', 'seats'])
  expect(actsFor({ ...acme, state: 'active', problem: 'migration_failed' })).toEqual(['suspend', 'lock', 'seats', 'retry', 'support'])
})

test('a wrong log-in says the same whatever was wrong', async () => {
  server.use(http.post(at('/operator/login'), () => problem(401, 'operator.wrong')))
  const { container } = await renderUi(<OperatorLoginPage />)
  await userEvent.type(screen.getByLabelText('E-mail'), 'olga@kith.example')
  await userEvent.type(screen.getByLabelText('Password'), 'secret')
  await userEvent.type(screen.getByLabelText(/authenticator app/), '000000')
  await userEvent.click(screen.getByRole('button', { name: 'Log in' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('E-mail, password or code is wrong.')
  await expectAccessible(container)
})

test('support access asks for hours and a reason, and shows its token once', async () => {
  let sent: unknown
  let headers: Headers | undefined
  server.use(http.post(at('/operator/tenants/t1/support'), async ({ request }) => {
    sent = await request.json()
    headers = request.headers
    return HttpResponse.json({ id: 's1', token: 'kith_support_secret', endsAt: '2026-12-01T10:00:00Z' } as never)
  }))
  const user = userEvent.setup()
  await renderUi(<Acts company={acme} />)
  await user.click(await screen.findByRole('button', { name: /support access/ }))
  const dialog = await screen.findByRole('dialog')
  await user.type(within(dialog).getByLabelText(/Reason/), 'import fails')
  await user.click(within(dialog).getByRole('button', { name: /support access/ }))
  expect(await within(dialog).findByText('kith_support_secret')).toBeVisible()
  expect(sent).toEqual({ hours: 1, reason: 'import fails' })
  expect(headers?.get('X-Kith')).toBe('1')
  expect(headers?.get('Authorization')).toBeNull()
})

test('the overview says what recurs, what is empty and what was found', async () => {
  server.use(http.get(at('/operator/overview'), () => HttpResponse.json({
    states: [{ state: 'active', count: 2 }], revenue: [{ plan: 'business', monthly: { amount: 16200, currency: 'EUR' }, subscriptions: 2, unknown: 1 }],
    pool: { ready: 0, wanted: 10, filledAt: null, error: 'disk full' }, failedJobs: 3, nodes: [{ name: 'main', open: true, up: true, companies: 2, spares: 0, waiting: 5, failed: 3 }, { name: 'node2', open: false, up: false, companies: 7, spares: 0, waiting: 0, failed: 0 }], auditedAt: '2026-11-20T02:00:00Z', findings: ['a login role inherits: ["kith_app_00"]'],
    backups: { on: true, count: 4, newest: '2026-11-20T02:00:00Z', restores: '2026-11-20T09:15:00Z', late: true, error: '' },
  } as never)))
  const { container } = await renderUi(<OverviewPage />)
  expect(await screen.findByText('€162.00')).toBeVisible()
  expect(screen.getByText('1 without a known price')).toBeVisible()
  expect(screen.getByText('Building failed: disk full')).toBeVisible()
  expect(screen.getByText(/a login role inherits/)).toBeVisible()
  expect(screen.getByText('3 failed jobs')).toBeVisible()
  const backups = within(screen.getByRole('region', { name: 'Backups of the server' }))
  expect(backups.getByText('Late: the log says why')).toBeVisible()
  expect(backups.getByText(/The newest is from .*; 4 are kept\./)).toBeVisible()
  expect(backups.getByText(/at any moment up to/)).toBeVisible()
  expect(screen.getByText('No room is ready: who signs up now waits. Build more now.')).toBeVisible()
  const down = screen.getByRole('row', { name: /node2/ })
  expect(within(down).getByText('Does not answer')).toBeVisible()
  expect(within(down).getByText('7')).toBeVisible()
  expect(within(down).getAllByText('?')).toHaveLength(2)
  await expectAccessible(container)
})

test('a job that was given up is tried again', async () => {
  let items = [{ id: 7, node: 2, server: 'node2', name: 'importer.run', company: 'Acme', error: 'it broke', attempt: 10, failedAt: '2026-11-20T02:00:00Z' }]
  server.use(
    http.get(at('/operator/jobs'), () => HttpResponse.json({ items, down: ['node3'] } as never)),
    http.post(at('/operator/nodes/2/jobs/7/retry'), () => { items = []; return new HttpResponse(null, { status: 204 }) }),
  )
  await renderUi(<FailedJobsPage />)
  expect(await screen.findByRole('alert')).toHaveTextContent('node3 does not answer: its jobs are missing here.')
  await userEvent.click(await screen.findByRole('button', { name: 'Try again: importer.run' }))
  expect(await screen.findByText('Nothing was given up')).toBeVisible()
})

test('a pool below a third is a clear warning, one above it is none', async () => {
  const show = (ready: number) => server.use(http.get(at('/operator/overview'), () => HttpResponse.json({
    states: [], revenue: [], pool: { ready, wanted: 10, filledAt: null, error: '' }, nodes: [], failedJobs: 0, auditedAt: null, findings: [], backups: { on: false, count: 0, newest: null, restores: null, late: false, error: '' },
  } as never)))
  show(3)
  const first = await renderUi(<OverviewPage />)
  expect(await screen.findByRole('alert')).toHaveTextContent('Less than a third is ready')
  first.unmount()
  show(4)
  await renderUi(<OverviewPage />)
  expect(await screen.findByText('4 of 10 ready')).toBeVisible()
  expect(screen.getByText('Not made by this program')).toBeVisible()
  expect(screen.queryByRole('alert')).toBeNull()
})
