import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { SharePanel } from '@/features/access/share/SharePanel'
import { TeamsPage } from '@/features/access/team/TeamsPage'
import type { Me } from '@/shared/api/types'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { answers } from '@/test/server'

const small: Me = { ...me, plans: { teams: 'starter', shares: 'starter' }, permissions: { ...me.permissions, billing: { read: 'all', update: 'all' }, team: { read: 'all', create: 'all', update: 'all' }, share: { read: 'all', create: 'all' } } }

beforeAll(() => i18next.loadNamespaces(['billing', 'access', 'deal']))
beforeEach(() => {
  localStorage.clear()
  answers('get', '/teams', { items: [{ id: 't1', name: 'Sales', parentId: null, version: 1, members: [] }] })
  answers('get', '/shares', { items: [] })
})

test('what the plan lacks is explained once, with the plan that has it and the way there', async () => {
  const { container, unmount } = await renderUi(<TeamsPage />, { me: small })
  expect(await screen.findByText('Teams: not in this plan')).toBeInTheDocument()
  expect(screen.getByText(/^Starter and the larger plans have it/)).toBeInTheDocument()
  expect(screen.getByRole('link', { name: 'Compare the plans' })).toHaveAttribute('href', `/${me.tenant.slug}/settings/billing`)
  await expectAccessible(container)
  await userEvent.click(screen.getByRole('button', { name: 'Close' }))
  expect(screen.queryByText('Teams: not in this plan')).toBeNull()
  unmount()
  await renderUi(<TeamsPage />, { me: small })
  expect(await screen.findByText('Sales')).toBeInTheDocument()
  expect(screen.queryByText('Teams: not in this plan')).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: 'New team' }))
  expect(await screen.findByText('Teams: not in this plan')).toBeInTheDocument()
})

test('who may not buy is told who may', async () => {
  await renderUi(<TeamsPage />, { me: { ...small, permissions: { team: { read: 'all' } } } })
  expect(await screen.findByText('Owners and administrators can buy and change the plan.')).toBeInTheDocument()
  expect(screen.queryByRole('link', { name: 'Compare the plans' })).toBeNull()
})

test('sharing says which plan has it in place of its form', async () => {
  await renderUi(<SharePanel about={{ kind: 'deal', id: 'd1' }} />, { me: small })
  await userEvent.click(await screen.findByRole('button', { name: 'Share or assign' }))
  expect(await screen.findByText('Sharing single records: not in this plan')).toBeInTheDocument()
  await userEvent.click(screen.getByRole('button', { name: 'Close' }))
  expect(await screen.findByRole('button', { name: 'Share or assign' })).toBeInTheDocument()
})

test('nothing is said about what the plan has', async () => {
  await renderUi(<TeamsPage />, { me: { ...small, plans: {} } })
  expect(await screen.findByText('Sales')).toBeInTheDocument()
  expect(screen.queryByText('Teams: not in this plan')).toBeNull()
})
