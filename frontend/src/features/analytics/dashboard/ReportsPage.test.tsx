import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { beforeAll, expect, it, vi } from 'vitest'
import { answers } from '@/test/server'
import { me, renderUi } from '@/test/render'
import type { Dashboard } from '@/shared/api/types'
import { daysOf } from './days'
import { ReportsPage } from './ReportsPage'

// The pictures need a real browser; the figures beside them are the same.
vi.mock('./Charts', () => ({ Bars: () => null }))

const data: Dashboard = {
  currency: 'EUR', month: '2026-11',
  openByStage: [
    { stageId: 's1', stage: 'New', pipeline: 'Sales', count: 2, sums: [{ amount: 300_000, currency: 'EUR' }, { amount: 90_000, currency: 'PLN' }] },
    { stageId: 's2', stage: 'Offer', pipeline: 'Sales', count: 1, sums: [{ amount: 50_000, currency: 'EUR' }] },
  ],
  wonThisMonth: { count: 1, sums: [{ amount: 120_000, currency: 'EUR' }], byDay: [{ day: '2026-11-05', count: 1, sums: [{ amount: 120_000, currency: 'EUR' }] }] },
  activitiesByPerson: [{ userId: 'u1', name: 'Ana', calls: 1, meetings: 0, emails: 0, notes: 0, tasksDone: 0 }, { userId: 'u2', name: 'Ed', calls: 4, meetings: 2, emails: 0, notes: 1, tasksDone: 3 }],
}

beforeAll(() => i18next.loadNamespaces(['report', 'pipeline']))
const draw = (figures: Dashboard = data) => { answers('get', '/dashboard', figures as never); return renderUi(<ReportsPage />) }
const rows = (table: string) => within(screen.getByRole('table', { name: table })).getAllByRole('row').map((r) => r.textContent)

it('has every figure as a table, by currency', async () => {
  await draw()
  expect(await screen.findByRole('table', { name: 'Open deals by stage' })).toBeVisible()
  expect(rows('Open deals by stage')).toEqual(['StageDealsValue', 'New2€3,000', 'Offer1€500', 'Total3€3,500'])
  expect(rows('Won in November 2026')).toEqual(['DayDealsWon', 'Nov 5, 20261€1,200'])
  await userEvent.click(screen.getByRole('radio', { name: 'PLN' }))
  expect(rows('Open deals by stage')[1]).toMatch(/New2.*900/)
})

it('names the busiest first', async () => {
  await draw()
  await screen.findByRole('table', { name: 'Activity by person' })
  expect(rows('Activity by person').slice(1)).toEqual(['Ed4201310', 'Ana100001'])
})

it('says what will be here when there is nothing', async () => {
  await draw({ ...data, openByStage: [], wonThisMonth: { count: 0, sums: [], byDay: [] }, activitiesByPerson: [] })
  expect(await screen.findByRole('heading', { name: 'No figures yet' })).toBeVisible()
})

it('tells who may see the reports', async () => {
  await renderUi(<ReportsPage />, { me: { ...me, permissions: {} } })
  expect(await screen.findByText('Your role does not allow this')).toBeVisible()
})

it('the days of a month end with today', () => {
  expect(daysOf('2026-11', '2026-11-03')).toEqual(['2026-11-01', '2026-11-02', '2026-11-03'])
  expect(daysOf('2024-02', '2026-11-03')).toHaveLength(29)
})
