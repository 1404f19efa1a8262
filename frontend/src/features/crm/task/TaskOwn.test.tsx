import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OwnField } from '@/shared/api/typesField'
import { expectAccessible } from '@/test/axe'
import { renderUi } from '@/test/render'
import { answers, at, problem, server } from '@/test/server'
import { TaskDialog } from './TaskDialog'
import { changed } from './TaskOwn'
import { TasksPage } from './TasksPage'

const hours: OwnField = { id: 'f1', object: 'task', type: 'number', label: 'Hours', help: '', section: '', state: 'active', required: false, unique: false, decimals: 0, choices: [], shownIf: null, version: 1 }
const about: OwnField = { ...hours, id: 'f2', type: 'contact', label: 'On site' }
const double: OwnField = { ...hours, id: 'f3', type: 'formula', label: 'Double', formula: '[custom.f1] * 2', result: 'number' }
const bare = {
  id: 't1', title: 'Call Anna', note: '', dueAt: null, allDay: false, doneAt: null, assigneeId: 'u2', assigneeName: 'Ed', about: null, kind: 'call' as const,
  minutes: null, remindBefore: null, snoozedUntil: null, repeat: '', nextId: null, needsStep: false, createdAt: '2026-02-01T10:00:00Z', updatedAt: '2026-02-01T10:00:00Z', version: 4, custom: {}, customNames: {},
}
const whole = { ...bare, version: 5, custom: { f1: 3, f2: 'c9', f3: 6 }, customNames: { c9: 'Berta' } }
let asked: URLSearchParams[]
let sent: unknown[]

beforeAll(() => i18next.loadNamespaces(['task', 'taskList', 'work', 'list', 'field', 'problemWork']))
beforeEach(() => {
  asked = []
  sent = []
  answers('get', '/fields/task', { items: [hours, about, double] })
  answers('get', '/tasks/count', { count: 1 })
  answers('get', '/colleagues', { items: [] })
  answers('get', '/tasks/t1', whole)
  answers('get', '/contacts/c9', { id: 'c9', name: 'Berta' })
  server.use(
    http.get(at('/tasks'), ({ request }) => { asked.push(new URL(request.url).searchParams); return HttpResponse.json({ items: [whole], next: null }) }),
    http.get(at('/contacts'), () => HttpResponse.json({ items: [{ id: 'c9', name: 'Berta' }], next: null })),
    http.patch(at('/tasks/t1'), async ({ request }) => { sent.push(await request.json()); return HttpResponse.json({ ...whole, version: 6 }) }),
  )
})

describe('the company’s own fields of tasks', () => {
  it('are filled in where the task is changed; only what was changed is sent', async () => {
    const user = userEvent.setup()
    await renderUi(<TaskDialog task={bare} onClose={() => undefined} />)
    const form = within(await screen.findByRole('dialog'))
    const box = await form.findByLabelText('Hours')
    expect(box).toHaveValue('3')
    expect(form.getAllByLabelText('On site')[0]).toHaveValue('Berta')
    expect(await form.findByText('Double')).toBeVisible()
    expect(form.queryByLabelText('Double')).toBeNull()
    await expectAccessible(screen.getByRole('dialog'))
    await user.clear(box)
    await user.type(box, '7')
    await user.click(form.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(sent).toMatchObject([{ version: 5, title: 'Call Anna', custom: { f1: '7' } }]))
    expect((sent[0] as { custom: object }).custom).toEqual({ f1: '7' })
  })

  it('say what is wrong at the field', async () => {
    server.use(http.patch(at('/tasks/t1'), () => problem(422, 'request.invalid', { errors: [{ field: 'custom.f1', code: 'field.bad', detail: 'x' }] })))
    const user = userEvent.setup()
    await renderUi(<TaskDialog task={bare} onClose={() => undefined} />)
    const box = await screen.findByLabelText('Hours')
    await user.type(box, ' many')
    await user.click(screen.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(screen.getByLabelText('Hours')).toBeInvalid())
  })

  it('are conditions of the list; who stands there is found by name', async () => {
    const user = userEvent.setup()
    const { router } = await renderUi(<TasksPage />)
    await router.navigate({ to: '.', search: { view: 'table', filter: ['custom.f1:gte:2'] } as never })
    expect(await screen.findByRole('button', { name: 'Hours is at least 2' })).toBeVisible()
    await waitFor(() => expect(asked.at(-1)?.getAll('filter')).toEqual(['assignee:is:me', 'custom.f1:gte:2']))
    await user.click(screen.getByRole('button', { name: 'Filter' }))
    await user.selectOptions(await screen.findByLabelText('Field'), 'On site')
    await user.type(screen.getAllByLabelText('Value')[0]!, 'Ber')
    await user.click(await screen.findByRole('option', { name: 'Berta' }))
    await user.click(screen.getByRole('button', { name: 'Apply' }))
    await waitFor(() => expect(asked.at(-1)?.getAll('filter')).toContain('custom.f2:is:c9'))
  })
})

it('what was emptied is taken out, and what is as it was is not sent', () => {
  expect(changed({ a: true, b: 2, c: 'x' }, { a: 'true', b: '2', c: 'x', d: '' })).toEqual({})
  expect(changed({ a: true, c: 'x' }, { a: 'false', c: '' })).toEqual({ custom: { a: 'false', c: null } })
})
