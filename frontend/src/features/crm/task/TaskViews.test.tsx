import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { expectAccessible } from '@/test/axe'
import { renderUi } from '@/test/render'
import { answers, at, server } from '@/test/server'
import { TasksPage } from './TasksPage'
import { addressOf, listOf, questionOf } from './taskViews'

const task = {
  id: 't1', title: 'Call Anna', note: '', dueAt: '2026-03-01T10:00:00Z', allDay: false, doneAt: null, assigneeId: 'u2', assigneeName: 'Ed', about: { kind: 'deal', id: 'd1', name: 'Paper' }, kind: 'call',
  minutes: null, remindBefore: null, snoozedUntil: null, repeat: '', nextId: null, needsStep: false, createdAt: '2026-02-01T10:00:00Z', updatedAt: '2026-02-01T10:00:00Z', version: 1,
}
let asked: URLSearchParams[] = []
let sent: Record<string, unknown>[] = []

beforeAll(() => i18next.loadNamespaces(['task', 'taskList', 'work', 'list', 'problemWork']))
beforeEach(() => {
  asked = []
  sent = []
  answers('get', '/tasks/count', { count: 1 })
  answers('get', '/colleagues', { items: [] })
  answers('get', '/views', { items: [], choice: { opens: '', tabs: [], columns: [] }, mayShare: false } as never)
  server.use(
    http.get(at('/tasks'), ({ request }) => { asked.push(new URL(request.url).searchParams); return HttpResponse.json({ items: [task], next: null }) }),
    http.post(at('/views'), async ({ request }) => { sent.push((await request.json()) as never); return HttpResponse.json({ id: 'v1', object: 'task', ...sent[0], version: 1, mine: true, mayEdit: true, closed: false, teamId: null, teamName: '', ownerName: 'Ana' }, { status: 201 }) }),
  )
})

it('an address and a view say the same', () => {
  for (const search of [{}, { everyone: true }, { status: 'done' as const }, { status: 'overdue' as const, everyone: true, filter: ['kind:is:call'] }, { status: 'all' as const, filter: ['title:contains:x'] }]) {
    expect({ everyone: undefined, status: undefined, filter: undefined, ...search }).toEqual(addressOf(questionOf(search)))
  }
  expect(listOf({ status: 'done' })).toMatchObject({ filter: ['assignee:is:me'], sort: '-dueAt' })
})

describe('the page of tasks', () => {
  it('is a table, too, with a menu and a box in each row', async () => {
    const done: string[] = []
    server.use(http.post(at('/tasks/:id/done'), ({ params }) => { done.push(String(params.id)); return HttpResponse.json({ ...task, doneAt: '2026-03-02T10:00:00Z' }) }))
    const { container } = await renderUi(<TasksPage />)
    expect(await screen.findByRole('region', { name: 'Overdue' })).toBeVisible()
    await userEvent.click(screen.getByRole('radio', { name: 'Table' }))
    const row = within(await screen.findByRole('row', { name: /Call Anna/ }))
    expect(row.getByRole('link', { name: 'Paper' })).toHaveAttribute('href', '/acme/deals/d1')
    expect(row.getByText('Call')).toBeVisible()
    await expectAccessible(container)
    await userEvent.click(row.getByRole('checkbox', { name: 'Mark “Call Anna” as done' }))
    await waitFor(() => expect(done).toEqual(['t1']))
    await userEvent.click(screen.getByRole('button', { name: 'Due' }))
    await waitFor(() => expect(asked.at(-1)?.get('sort')).toBe('-dueAt'))
  })

  it('is filtered, and what is looked for is kept as a view with its status and look', async () => {
    const { router } = await renderUi(<TasksPage />)
    await router.navigate({ to: '.', search: { filter: ['kind:is:call'], status: 'overdue', view: 'table' } as never })
    expect(await screen.findByRole('button', { name: 'Kind is Call' })).toBeVisible()
    await waitFor(() => expect([asked.at(-1)?.getAll('filter'), asked.at(-1)?.get('status')]).toEqual([['assignee:is:me', 'kind:is:call'], 'overdue']))
    await userEvent.click(await screen.findByRole('button', { name: 'Save as new view' }))
    await userEvent.type(await screen.findByRole('textbox', { name: /Name/ }), 'Late calls{Enter}')
    await waitFor(() => expect(sent).toMatchObject([{ object: 'task', name: 'Late calls', kind: 'table', filter: ['assignee:is:me', 'kind:is:call', 'overdue:is:yes'] }]))
  })
})
