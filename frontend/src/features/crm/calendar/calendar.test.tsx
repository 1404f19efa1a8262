import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { answers, at, server } from '@/test/server'
import { renderUi } from '@/test/render'
import { makeFormat } from '@/shared/i18n/format'
import type { CalendarPage as Page, Task } from '@/shared/api/types'
import { api } from '@/shared/api/client'
import { CalendarPage } from './CalendarPage'
import { byDay, daysOf, turned } from '@/shared/ui/calendar/days'

beforeAll(() => i18next.loadNamespaces(['work', 'task']))

const parts: Parameters<typeof CalendarPage>[0]['parts'] = { dialog: () => null, save: (one, changes) => api.patch('/tasks/{id}', { path: { id: one.id }, body: { ...changes, version: one.version } }) }
const format = makeFormat('en', 'EUR', 'Europe/Warsaw')
const today = format.day(Date.now())
const task: Task = {
  id: '1', title: 'Meet Anna', note: '', dueAt: `${today}T11:00:00.000Z`, allDay: false, doneAt: null, assigneeId: 'u1', assigneeName: 'Ana', about: null, kind: 'meeting', minutes: 60, remindBefore: null,
  snoozedUntil: null, repeat: 'FREQ=DAILY', nextId: null, needsStep: false, createdAt: '', updatedAt: '', version: 3,
}
const empty: Page = { tasks: [], ahead: [], deals: [], busy: [] }
let asked: URLSearchParams[] = []

beforeEach(() => {
  asked = []
  answers('get', '/colleagues', { items: [{ userId: 'u2', name: 'Ed', role: 'employee' }] } as never)
  server.use(http.get(at('/calendar'), ({ request }) => {
    asked.push(new URL(request.url).searchParams)
    return HttpResponse.json({ ...empty, tasks: [task], deals: [{ id: 'd1', name: 'Paper', expectedOn: today }], busy: [{ title: 'Dentist', from: `${today}T08:00:00Z`, to: `${today}T09:00:00Z`, allDay: false }] })
  }))
})

it('knows the days of each view', () => {
  expect(daysOf('day', '2026-11-22')).toEqual(['2026-11-22'])
  expect(daysOf('week', '2026-11-22')[0]).toBe('2026-11-16')
  expect(daysOf('month', '2026-11-22')).toHaveLength(42)
  expect(daysOf('month', '2026-02-10')).toHaveLength(35)
  expect(daysOf('month', '2027-02-10')).toHaveLength(28)
  expect(turned('month', '2026-12-31', 1)).toBe('2027-01-01')
  expect(turned('week', '2026-11-22', -1)).toBe('2026-11-15')
})

it('puts everything on its day, on the own clock and the company’s calendar', () => {
  const manila = makeFormat('en', 'EUR', 'Asia/Manila', 'Europe/Warsaw')
  const page: Page = {
    ...empty, tasks: [{ ...task, dueAt: '2026-11-05T18:00:00Z' }, { ...task, id: '2', dueAt: '2026-11-04T23:00:00Z', allDay: true }],
    busy: [{ title: 'Leave', from: '2026-11-05T00:00:00Z', to: '2026-11-07T00:00:00Z', allDay: true }],
  }
  const days = byDay(page, ['2026-11-05', '2026-11-06', '2026-11-07'], manila)
  expect([...days.values()].map((d) => [d.tasks.map((x) => x.id), d.busy.length])).toEqual([[['2'], 1], [['1'], 1], [[], 0]])
})

it('shows the week, and moves a task by the keyboard: of a repeated one only this', async () => {
  let sent: Record<string, unknown> = {}
  server.use(http.patch(at('/tasks/:id'), async ({ request }) => { sent = (await request.json()) as never; return HttpResponse.json({ ...task, version: 4 }) }))
  await renderUi(<CalendarPage parts={parts} />)
  const now = (await screen.findAllByRole('listitem', { current: 'date' }))[0]!
  expect(within(now).getByText(/Dentist/)).toBeVisible()
  expect(within(now).getByRole('link', { name: 'Paper' })).toHaveAttribute('href', '/acme/deals/d1')
  within(now).getByRole('button', { name: /Meet Anna/ }).focus()
  await userEvent.keyboard('{Alt>}{ArrowRight}{/Alt}')
  await waitFor(() => expect(sent).toMatchObject({ version: 3, only: true, allDay: false }))
  expect(Date.parse(String(sent.dueAt)) - Date.parse(task.dueAt!)).toBeGreaterThan(22 * 3_600_000)
})

it('asks for another person, and for the days of deals', async () => {
  await renderUi(<CalendarPage parts={parts} />)
  await userEvent.selectOptions(await screen.findByLabelText('Whose calendar'), await screen.findByRole('option', { name: 'Ed' }))
  await userEvent.click(screen.getByRole('checkbox', { name: 'Expected deals' }))
  await waitFor(() => expect(asked.at(-1)?.get('person')).toBe('u2'))
  await waitFor(() => expect(asked.at(-1)?.get('deals')).toBe('true'))
})

it('gives the own calendar an address, and shows why another could not be read', async () => {
  const sent: unknown[] = []
  answers('get', '/me/preferences', { mail: true, digestHour: 8, quietFrom: 20, quietTo: 7, lateDays: 2, feedAt: null })
  answers('get', '/calendars', { items: [{ id: 'c1', name: 'Home', host: 'calendar.example', times: 0, problem: 'unreadable', fetchedAt: null }] } as never)
  server.use(
    http.post(at('/me/calendar-feed'), () => HttpResponse.json({ url: 'https://kith.example/api/v1/calendar-feed/s3cret.ics' })),
    http.post(at('/calendars'), async ({ request }) => { sent.push(await request.json()); return HttpResponse.json({ id: 'c2', name: 'Work', host: 'x.example', times: 0, problem: '', fetchedAt: null }, { status: 201 }) }))
  await renderUi(<CalendarPage parts={parts} />)
  await userEvent.click(await screen.findByRole('button', { name: 'Other calendars' }))
  const drawer = await screen.findByRole('dialog', { name: 'Other calendars' })
  expect(await within(drawer).findByText('What came from there is not a calendar.')).toBeVisible()
  await userEvent.click(within(drawer).getByRole('button', { name: 'Make an address' }))
  expect(await within(drawer).findByLabelText('Secret address')).toHaveValue('https://kith.example/api/v1/calendar-feed/s3cret.ics')
  await userEvent.type(within(drawer).getByLabelText(/^Name/), 'Work')
  await userEvent.type(within(drawer).getByLabelText(/^Address/), 'https://x.example/a.ics')
  await userEvent.click(within(drawer).getByRole('button', { name: 'Add' }))
  await waitFor(() => expect(sent).toEqual([{ name: 'Work', url: 'https://x.example/a.ics' }]))
})
