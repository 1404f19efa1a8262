import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, it } from 'vitest'
import { expectAccessible } from '@/test/axe'
import { answers, at, server } from '@/test/server'
import { renderUi } from '@/test/render'
import type { Import } from '@/shared/api/types'
import { ImportPage } from './ImportPage'

const plain = { holds: '', days: 'mdy', decimal: 'point', sure: true } as const
const base: Import = {
  id: 'i1', object: 'task', sheet: '', sheets: [], stages: [], match: '', fileName: 'work.ics', state: 'ready', source: 'icalendar', encoding: 'utf-8', separator: '',
  total: 3, done: 0, created: 1, updated: 0, skipped: 1, failed: 1, remarked: 1,
  columns: [{ ...plain, index: 0, header: 'SUMMARY', field: 'name', samples: ['Stand-up'] }, { ...plain, index: 1, header: 'DTSTART', field: 'dueAt', samples: ['2099-11-04T10:00:00+01:00'] }, { ...plain, index: 2, header: 'RRULE', field: 'repeat', samples: ['FREQ=HOURLY'] }],
  onDuplicate: 'update', fits: { limit: null, free: null }, createdAt: '2026-11-22T10:00:00Z', startedAt: null, finishedAt: null, error: null,
  preview: [
    { row: 9, status: 'new', values: { name: 'Stand-up', dueAt: '2099-11-04T10:00:00+01:00', repeat: 'FREQ=HOURLY' }, problems: [{ field: 'repeat', code: 'task.series' }] },
    { row: 22, status: 'error', values: { name: 'Never', dueAt: '20991345T100000' }, problems: [{ field: 'dueAt', code: 'task.time' }] },
  ],
}

beforeAll(() => i18next.loadNamespaces(['import', 'importMore', 'problemWork']))

async function open(data: Import) {
  answers('get', '/imports', { items: [data], next: null } as never)
  answers('get', '/imports/i1', data as never)
  server.use(http.get(at('/fields/task'), () => HttpResponse.json({ items: [] })))
  const view = await renderUi(<ImportPage />)
  await userEvent.click(await screen.findByRole('button', { name: /work\.ics/ }))
  return view
}

it('shows what a calendar becomes, and what of it tasks can’t say', async () => {
  const { container } = await open(base)
  expect(await screen.findByText('A calendar (iCalendar)')).toBeVisible()
  expect(screen.getByText(/^Calendars: to-dos become tasks/)).toBeVisible()
  expect(screen.queryByRole('radio', { name: 'Contacts' })).not.toBeInTheDocument()
  expect(screen.getByText('Day or time: this is no day and no time')).toBeVisible()
  expect(screen.getByText(/^Repeats: it comes again in a way/)).toBeVisible()
  expect(screen.getByText(/^1 entry is there, but for something/)).toBeVisible()
  expect(screen.getByRole('combobox', { name: 'DTSTART becomes', hidden: true })).not.toBeVisible()
  await userEvent.click(screen.getByText('Show how each part is read'))
  expect(screen.getByRole('combobox', { name: 'DTSTART becomes' })).toHaveValue('dueAt')
  expect(screen.getByRole('button', { name: 'Import 1 task' })).toBeEnabled()
  await expectAccessible(container)
})

it('ends at the tasks, with the reasons of what is missing in them', async () => {
  await open({ ...base, state: 'done', failed: 0, finishedAt: '2026-11-22T10:01:00Z' })
  expect(await screen.findByRole('link', { name: 'See the tasks' })).toHaveAttribute('href', expect.stringContaining('/tasks'))
  expect(screen.getByText('new tasks and meetings')).toBeVisible()
  expect(screen.getByRole('button', { name: 'Download the reasons' })).toBeVisible()
})
