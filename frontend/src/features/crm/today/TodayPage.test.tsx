import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { beforeAll, describe, expect, it } from 'vitest'
import { answers } from '@/test/server'
import { renderUi } from '@/test/render'
import type { Deal, Task, Today } from '@/shared/api/types'
import { greetingOf } from './greeting'
import { TodayPage } from './TodayPage'

const task = (id: string, doneAt: string | null = null) => ({ id, title: `Task ${id}`, doneAt }) as Task
const idle = { id: 'd1', name: 'Paper for Tata', companyName: 'Tata', stageName: 'Offer', value: { amount: 120_000, currency: 'EUR' } } as Deal
const empty: Today = { overdue: [], today: [], upcoming: [], later: [], dealsWithoutTask: [], counts: { overdue: 0, today: 0, upcoming: 0, dealsWithoutTask: 0 } }

const page = (day: Today) => {
  answers('get', '/today', day as never)
  return renderUi(
    <TodayPage line={<input aria-label="one line" />} firstSteps={<p>first steps</p>} renderTask={(t) => <li key={t.id}>{t.title}</li>} addTask={(about) => <input aria-label={`step for ${about.name}`} />} />,
  )
}

beforeAll(() => i18next.loadNamespaces(['task', 'pipeline']))

describe('today', () => {
  it('has what is late, due and to come apart, and counts what is not done', async () => {
    await page({ ...empty, overdue: [task('1'), task('2', '2026-01-01T00:00:00Z')], today: [task('3')], upcoming: [task('4')], later: [task('5')] })
    const late = await screen.findByRole('region', { name: 'Overdue' })
    expect(within(late).getByText('Task 1')).toBeVisible()
    expect(within(screen.getByRole('region', { name: 'Today' })).getByText('Task 3')).toBeVisible()
    expect(within(screen.getByRole('region', { name: 'Next 7 days' })).getByText('Task 4')).toBeVisible()
    expect(within(screen.getByRole('region', { name: 'Snoozed' })).getByText('Task 5')).toBeVisible()
    expect(screen.getByRole('link', { name: '1 overdue' })).toBeVisible()
    expect(screen.getByText('first steps')).toBeVisible()
    expect(screen.getAllByRole('textbox')).toEqual([screen.getByRole('textbox', { name: 'one line' })])
  })

  it('lets a deal’s next step be planned right here', async () => {
    await page({ ...empty, dealsWithoutTask: [idle] })
    const deals = await screen.findByRole('region', { name: 'Deals without a next step' })
    expect(within(deals).getByText('Tata · €1,200 · Offer')).toBeVisible()
    await userEvent.click(within(deals).getByRole('button', { name: 'Plan next step: Paper for Tata' }))
    expect(within(deals).getByRole('textbox', { name: 'step for Paper for Tata' })).toBeVisible()
  })

  it('says what to do on a free day', async () => {
    await page(empty)
    expect(await screen.findByRole('heading', { name: 'Your day is clear' })).toBeVisible()
    expect(screen.getAllByRole('textbox')).toEqual([screen.getByRole('textbox', { name: 'one line' })])
    expect(screen.getByRole('link', { name: 'Look at the deals' })).toHaveAttribute('href', '/acme/deals')
  })
})

it('greets by the company’s clock', () => {
  const now = new Date('2026-11-22T10:30:00Z')
  expect(greetingOf(now, 'Europe/Warsaw')).toBe('morning')
  expect(greetingOf(now, 'Asia/Kolkata')).toBe('afternoon')
  expect(greetingOf(now, 'Asia/Manila')).toBe('evening')
})
