import { screen } from '@testing-library/react'
import i18next from 'i18next'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { can } from '@/shared/api/me'
import type { Me } from '@/shared/api/types'
import type { ServerLicence } from '@/shared/api/typesSeat'
import { LicencePart } from '@/features/platform/billing/LicencePart'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { answers } from '@/test/server'
import { OwnerNotice } from './OwnerNotice'

const own = { ...me, selfHosted: true, permissions: { ...me.permissions, billing: { read: 'all', update: 'all' } as const } }
const seat = { kind: 'full', licensed: 3, used: 3, scheduled: null, price: { amount: 2400, currency: 'EUR' }, interval: 'month', excess: null }
const file = { id: 'lic-1', customer: 'Acme', kind: 'subscription', plan: 'business', seats: { full: 5, light: 2, viewer: 3 }, maxTenants: 1, expires: '2031-12-20T00:00:00Z', updatesUntil: null, installedAt: '2030-12-20T00:00:00Z', use: 'main' }
const licence = (state: ServerLicence['state'], more: object = {}) => answers('get', '/licence', { selfHosted: true, state, id: 'lic-1', customer: 'Acme Ltd', until: '2031-12-20T00:00:00Z', clockBack: false, built: null, files: [file], ...more })

beforeAll(() => i18next.loadNamespaces(['billing', 'access']))
beforeEach(() => answers('get', '/seats', { items: [seat] }))

test('owners are told of too few seats, how long they have, and where to choose', async () => {
  answers('get', '/seats', { items: [{ ...seat, used: 5, excess: { seats: 2, since: '2031-12-01T00:00:00Z', daysLeft: 9 } }, { ...seat, kind: 'light' }] })
  const { container } = await renderUi(<OwnerNotice />, { me })
  expect(await screen.findByText('More seats are used than you have: Full seat')).toBeInTheDocument()
  expect(screen.getAllByRole('status')).toHaveLength(1)
  expect(screen.getByText(/^Seats: 3\. In use: 5\..* Days left: 9\./)).toBeInTheDocument()
  expect(screen.getByRole('link', { name: 'Choose who keeps a seat' })).toHaveAttribute('href', '/acme/settings/members')
  await expectAccessible(container)
})

test.each([
  ['ending', /^The licence ends on Dec 20, 2031\./], ['grace', /^The licence has ended\. Everything works until/], ['expired', /^The licence has ended\. Everything can be read and exported/],
  ['outdated', /^This version of the program is newer/], ['not_begun', /^The licence begins on/],
] as const)('owners of a server hear of a licence that is %s', async (state, text) => {
  licence(state)
  await renderUi(<OwnerNotice />, { me: own })
  expect(await screen.findByText(text)).toBeInTheDocument()
  expect(screen.getByRole('link', { name: 'See the licence' })).toHaveAttribute('href', '/acme/settings/billing')
})

test.each([['past_due', 'The last payment did not go through'], ['suspended', 'The company is read-only'], ['cancelled', 'The plan has ended']] as const)('a company that is %s says so to its owners on every page, with the way out', async (state, title) => {
  const { container } = await renderUi(<OwnerNotice />, { me: { ...me, tenant: { ...me.tenant, state } } })
  expect(await screen.findByText(title)).toBeInTheDocument()
  expect(screen.getByRole('link', { name: 'Plan and billing' })).toHaveAttribute('href', '/acme/settings/billing')
  await expectAccessible(container)
})

test('a company that can only be read offers no changes but to what is paid and who is in it', () => {
  const every = { read: 'all', create: 'all', update: 'all', delete: 'all', export: 'all' } as const
  const at = (state: Me['tenant']['state']): Me => ({ ...own, tenant: { ...me.tenant, state }, permissions: { contact: every, member: every, billing: every } })
  const offers = (m: Me) => (['contact', 'member', 'billing'] as const).map((o) => (['read', 'export', 'create', 'update', 'delete'] as const).filter((a) => can(m, o, a)).join())
  const all = 'read,export,create,update,delete'
  expect(offers(at('grace'))).toEqual([all, all, all])
  expect(offers(at('suspended'))).toEqual(['read,export', 'read,export,update,delete', 'read,export,update,delete'])
})

test('nothing is said while the licence holds, but of a clock that was set back', async () => {
  licence('licensed')
  const { unmount } = await renderUi(<><OwnerNotice /><LicencePart /></>, { me: own })
  expect(await screen.findByText('Everything that was licensed can be used.')).toBeInTheDocument()
  expect(screen.queryByRole('status')).toBeNull()
  unmount()
  licence('licensed', { clockBack: true })
  await renderUi(<OwnerNotice />, { me: own })
  expect(await screen.findByText(/^The server’s clock was set back/)).toBeInTheDocument()
})

test('the licence names its files and what each counts for', async () => {
  licence('licensed', { files: [file, { ...file, id: 'lic-2', use: 'added', plan: '', expires: null, updatesUntil: '2032-01-31T00:00:00Z' }, { ...file, id: '', use: 'invalid', plan: '', expires: null, seats: {} }] })
  const { container } = await renderUi(<LicencePart />, { me: own })
  expect(await screen.findByText('Acme Ltd')).toBeInTheDocument()
  expect(screen.getByText('Counts')).toBeInTheDocument()
  expect(screen.getByText('Business · until Dec 20, 2031 · installed on Dec 20, 2030')).toBeInTheDocument()
  expect(screen.getByText('updates until Jan 31, 2032 · installed on Dec 20, 2030')).toBeInTheDocument()
  expect(screen.getByText('Unreadable file')).toBeInTheDocument()
  expect(screen.getByText('Not valid, counts for nothing')).toBeInTheDocument()
  expect(screen.getAllByText('Seats for each company: 5 full, 2 light, 3 viewers')).toHaveLength(2)
  await expectAccessible(container)
})

test('a server without a licence says what holds, and how one is installed', async () => {
  licence('free', { id: '', customer: '', until: null, files: [] })
  await renderUi(<LicencePart />, { me: own })
  expect(await screen.findByText('The server runs with the limits of the Free plan.')).toBeInTheDocument()
  expect(screen.getByText('No file is installed.')).toBeInTheDocument()
  expect(screen.getByText('kith licence install licence.txt')).toBeInTheDocument()
})
