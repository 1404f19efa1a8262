import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { answers, at, problem, server } from '@/test/server'
import { renderUi } from '@/test/render'
import type { Task } from '@/shared/api/types'
import { TasksPage } from './TasksPage'

const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
const task = (id: string, more: Partial<Task> = {}): Task => ({
  id, title: `Task ${id}`, note: '', dueAt: day(0), allDay: true, doneAt: null, assigneeId: 'u1', assigneeName: 'Ana Kowalska', about: null, kind: 'todo', minutes: null, remindBefore: null, snoozedUntil: null, repeat: '', nextId: null, needsStep: false,
  createdAt: day(-9), updatedAt: day(-9), version: 1, ...more,
})
const tasks = [task('1', { dueAt: day(-3), about: { kind: 'deal', id: 'd1', name: 'Paper for Tata' } }), task('2'), task('3', { dueAt: day(5) })]

beforeAll(() => i18next.loadNamespaces(['task', 'taskList', 'work', 'list', 'problemWork']))
beforeEach(() => {
  answers('get', '/tasks', { items: tasks, next: null } as never)
  answers('get', '/tasks/count', { count: 3 })
  answers('get', '/views', { items: [], choice: { opens: '', tabs: [], columns: [] }, mayShare: false } as never)
  answers('get', '/colleagues', { items: [] })
})
const page = () => renderUi(<TasksPage />)
const tick = async (name: string) => userEvent.click(await screen.findByRole('checkbox', { name }))

describe('the list', () => {
  it('groups tasks by when they are due, and says by how much they are late', async () => {
    await page()
    const overdue = await screen.findByRole('region', { name: 'Overdue' })
    expect(within(overdue).getByText('overdue by 3 days')).toBeVisible()
    expect(within(overdue).getByRole('link', { name: 'Paper for Tata' })).toHaveAttribute('href', '/acme/deals/d1')
    expect(within(screen.getByRole('region', { name: 'Today' })).getByText('Task 2')).toBeVisible()
    expect(within(screen.getByRole('region', { name: 'Later' })).getByText('Task 3')).toBeVisible()
    expect(screen.queryByRole('region', { name: 'Tomorrow' })).not.toBeInTheDocument()
  })

  it('asks for one’s own tasks, then for everyone’s', async () => {
    const asked: string[] = []
    server.use(http.get(at('/tasks'), ({ request }) => { asked.push(new URL(request.url).searchParams.getAll('filter').join()); return HttpResponse.json({ items: [], next: null }) }))
    await page()
    expect(await screen.findByText('Nothing to do')).toBeVisible()
    await userEvent.click(await screen.findByRole('button', { name: 'All' }))
    await waitFor(() => expect(asked).toEqual(['assignee:is:me', '']))
  })
})

describe('ticking', () => {
  it('shows at once, stays in place, and can be taken back', async () => {
    const calls: string[] = []
    server.use(
      http.post(at('/tasks/:id/done'), () => { calls.push('done'); return HttpResponse.json(task('2', { doneAt: day(0), version: 2 })) }),
      http.post(at('/tasks/:id/reopen'), () => { calls.push('reopen'); return HttpResponse.json(task('2', { version: 3 })) }),
    )
    await page()
    await tick('Mark “Task 2” as done')
    expect(screen.getByRole('checkbox', { name: 'Open “Task 2” again' })).toBeChecked()
    expect(await screen.findByText('Done: Task 2')).toBeVisible()
    expect(screen.getByRole('checkbox', { name: 'Open “Task 2” again' })).toHaveFocus()
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }))
    expect(await screen.findByRole('checkbox', { name: 'Mark “Task 2” as done' })).not.toBeChecked()
    await waitFor(() => expect(calls).toEqual(['done', 'reopen']))
  })

  it('is taken back when refused', async () => {
    server.use(http.post(at('/tasks/:id/done'), () => problem(403, 'access.denied')))
    await page()
    await tick('Mark “Task 2” as done')
    expect(await screen.findByText('Your role does not allow this.')).toBeVisible()
    expect(screen.getByRole('checkbox', { name: 'Mark “Task 2” as done' })).not.toBeChecked()
  })
})

describe('adding in one line', () => {
  it('needs words, sends the picked day as a whole day, and is ready for the next', async () => {
    const sent: { title: string; dueAt: string; allDay: boolean }[] = []
    server.use(http.post(at('/tasks'), async ({ request }) => { sent.push((await request.json()) as never); return HttpResponse.json(task('9'), { status: 201 }) }))
    await page()
    const input = await screen.findByRole('textbox', { name: 'New task' })
    await userEvent.type(input, '{Enter}')
    expect(await screen.findByText('Say what is to be done.')).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'Tomorrow' }))
    await userEvent.type(input, 'Call Anna{Enter}')
    await waitFor(() => expect(sent).toHaveLength(1))
    expect(sent[0]).toMatchObject({ title: 'Call Anna', allDay: true })
    expect(new Date(sent[0]!.dueAt).getTime()).toBeGreaterThan(Date.now())
    await waitFor(() => expect(input).toHaveValue(''))
    expect(input).toHaveFocus()
  })

  it('keeps what was typed when it could not be saved', async () => {
    server.use(http.post(at('/tasks'), () => HttpResponse.error()))
    await page()
    const input = await screen.findByRole('textbox', { name: 'New task' })
    await userEvent.type(input, 'Call Anna{Enter}')
    expect(await screen.findByText(/could not be reached/)).toBeVisible()
    expect(input).toHaveValue('Call Anna')
  })
})

it('a deleted task can be brought back', async () => {
  let restored = false
  server.use(http.delete(at('/tasks/:id'), () => new HttpResponse(null, { status: 204 })), http.post(at('/tasks/:id/restore'), () => { restored = true; return HttpResponse.json(task('2')) }))
  await page()
  await userEvent.click(await screen.findByRole('button', { name: 'Actions for “Task 2”' }))
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Delete' }))
  expect(await screen.findByText('“Task 2” deleted')).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'Undo' }))
  await waitFor(() => expect(restored).toBe(true))
})

it('a task is changed in its dialog', async () => {
  let sent: Record<string, unknown> = {}
  server.use(http.patch(at('/tasks/:id'), async ({ request }) => { sent = (await request.json()) as never; return HttpResponse.json(task('2', { title: 'Call Anna', version: 2 })) }))
  answers('get', '/colleagues', { items: [] })
  await page()
  await userEvent.click(await screen.findByRole('button', { name: 'Task 2' }))
  const dialog = await screen.findByRole('dialog', { name: 'Task' })
  const title = within(dialog).getByLabelText(/What is to be done/)
  await userEvent.clear(title)
  await userEvent.type(title, 'Call Anna')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(sent).toMatchObject({ title: 'Call Anna', version: 1, allDay: true, assigneeId: 'u1', about: null }))
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
})

it('a task is made to come again, in words', async () => {
  const sent: Record<string, unknown>[] = []
  answers('get', '/tasks', { items: [task('2', { dueAt: '2026-10-29T23:00:00Z' })], next: null } as never) // Friday the 30th in Warsaw
  server.use(http.patch(at('/tasks/:id'), async ({ request }) => { sent.push((await request.json()) as never); return HttpResponse.json(task('2', { version: 2 })) }))
  answers('get', '/colleagues', { items: [] })
  await page()
  await userEvent.click(await screen.findByRole('button', { name: 'Task 2' }))
  const dialog = await screen.findByRole('dialog', { name: 'Task' })
  await userEvent.selectOptions(await within(dialog).findByLabelText('Repeats'), 'Every month, last Friday')
  await userEvent.selectOptions(await within(dialog).findByLabelText('Ends'), 'After so many times')
  await userEvent.selectOptions(within(dialog).getByLabelText('Remind'), 'At nine that morning')
  await userEvent.selectOptions(within(dialog).getByLabelText('Kind'), 'Call')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(sent).toHaveLength(1))
  expect(sent[0]).toMatchObject({ repeat: 'FREQ=MONTHLY;BYDAY=-1FR;COUNT=5', remindBefore: 0, kind: 'call', minutes: null, allDay: true })
  expect(sent[0]).not.toHaveProperty('only')
})

it('reminds at a time of one’s own, which is shown as it was said', async () => {
  const sent: Record<string, unknown>[] = []
  answers('get', '/tasks', { items: [task('2', { remindBefore: 4320 })], next: null } as never)
  server.use(http.patch(at('/tasks/:id'), async ({ request }) => { sent.push((await request.json()) as never); return HttpResponse.json(task('2', { version: 2 })) }))
  answers('get', '/colleagues', { items: [] })
  await page()
  await userEvent.click(await screen.findByRole('button', { name: 'Task 2' }))
  const dialog = await screen.findByRole('dialog', { name: 'Task' })
  expect(await within(dialog).findByLabelText('Remind')).toHaveDisplayValue('Another time')
  expect(within(dialog).getByLabelText('Unit')).toHaveDisplayValue('days')
  const amount = within(dialog).getByLabelText('How long before')
  expect(amount).toHaveValue(3)
  await userEvent.clear(amount)
  await userEvent.type(amount, '5')
  await userEvent.selectOptions(within(dialog).getByLabelText('Unit'), 'hours')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(sent).toHaveLength(1))
  expect(sent[0]).toMatchObject({ remindBefore: 300 })
})

it('of a repeated task only one is changed or deleted, or all to come', async () => {
  const asked: string[] = []
  answers('get', '/tasks', { items: [task('2', { repeat: 'FREQ=DAILY' })], next: null } as never)
  server.use(
    http.patch(at('/tasks/:id'), async ({ request }) => { asked.push(JSON.stringify(((await request.json()) as { only?: boolean }).only)); return HttpResponse.json(task('2', { version: 2, repeat: 'FREQ=DAILY' })) }),
    http.delete(at('/tasks/:id'), ({ request }) => { asked.push(new URL(request.url).search); return new HttpResponse(null, { status: 204 }) }))
  answers('get', '/colleagues', { items: [] })
  await page()
  expect(await screen.findByRole('img', { name: 'repeats' })).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'Task 2' }))
  let dialog = await screen.findByRole('dialog', { name: 'Task' })
  await userEvent.selectOptions(await within(dialog).findByLabelText('What changes'), 'Only this one')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(asked).toEqual(['true']))
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
  await userEvent.click(screen.getByRole('button', { name: 'Task 2' }))
  dialog = await screen.findByRole('dialog', { name: 'Task' })
  await userEvent.click(await within(dialog).findByRole('button', { name: 'Delete only this one' }))
  await waitFor(() => expect(asked).toEqual(['true', '?only=true']))
})

it('asks for the next step of a deal whose last task is done; Escape skips it', async () => {
  const about = { kind: 'deal' as const, id: 'd1', name: 'Paper for Tata' }
  const sent: Record<string, unknown>[] = []
  server.use(
    http.post(at('/tasks/:id/done'), () => HttpResponse.json(task('1', { about, dueAt: day(-3), doneAt: day(0), version: 2, needsStep: true }))),
    http.post(at('/tasks'), async ({ request }) => { sent.push((await request.json()) as never); return HttpResponse.json(task('9'), { status: 201 }) }))
  await page()
  await tick('Mark “Task 1” as done')
  let dialog = await screen.findByRole('dialog', { name: 'What is the next step?' })
  expect(within(dialog).getByText('Nothing more is planned for Paper for Tata.')).toBeVisible()
  await userEvent.type(await within(dialog).findByRole('textbox', { name: 'Next step' }), 'Send the offer{Enter}')
  await waitFor(() => expect(sent).toHaveLength(1))
  expect(sent[0]).toMatchObject({ title: 'Send the offer', about: { kind: 'deal', id: 'd1' } })
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
  await tick('Mark “Task 1” as done')
  dialog = await screen.findByRole('dialog', { name: 'What is the next step?' })
  await userEvent.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
})

it('is put off by one key, and that is taken back', async () => {
  const sent: { until: string | null }[] = []
  server.use(http.post(at('/tasks/:id/snooze'), async ({ request }) => { const body = (await request.json()) as { until: string | null }; sent.push(body); return HttpResponse.json(task('2', { version: 2, snoozedUntil: body.until })) }))
  await page()
  await userEvent.click(await screen.findByRole('button', { name: 'Actions for “Task 2”' }))
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Snooze' }))
  const dialog = await screen.findByRole('dialog', { name: 'Snooze' })
  await waitFor(() => expect(within(dialog).getByRole('button', { name: /For an hour/ })).toHaveFocus())
  await userEvent.keyboard('1')
  expect(await screen.findByText('Snoozed: Task 2')).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'Undo' }))
  await waitFor(() => expect(sent).toHaveLength(2))
  expect(Date.parse(sent[0]!.until!)).toBeGreaterThan(Date.now())
  expect(sent[1]!.until).toBeNull()
})
