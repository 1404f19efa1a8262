import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, it } from 'vitest'
import { answers, at, server } from '@/test/server'
import { renderUi } from '@/test/render'
import { Bell } from './Bell'

beforeAll(() => i18next.loadNamespaces(['task', 'work', 'security']))
const task = {
  id: '1', title: 'Proposal', note: '', dueAt: '2026-01-01T10:00:00Z', allDay: false, doneAt: null, assigneeId: 'u2', assigneeName: 'Ed', about: null, kind: 'todo', minutes: null, remindBefore: null,
  snoozedUntil: null, repeat: '', nextId: null, needsStep: false, createdAt: '', updatedAt: '', version: 1,
}

it('counts what is new, shows it, and notes that it was seen', async () => {
  let seen = 0
  answers('get', '/notices', { items: [{ kind: 'team', at: '2026-01-03T10:00:00Z', task }, { kind: 'due', at: '2026-01-01T09:00:00Z', task: { ...task, id: '2', title: 'Call Anna' } }], unread: 2 } as never)
  server.use(http.post(at('/notices/seen'), () => { seen++; return new HttpResponse(null, { status: 204 }) }))
  await renderUi(<Bell renderTask={(t) => <li key={t.id}>{t.title}</li>} />)
  await userEvent.click(await screen.findByRole('button', { name: '2 new notices' }))
  const drawer = await screen.findByRole('dialog', { name: 'Notices' })
  expect(within(await within(drawer).findByRole('region', { name: 'Late in the team' })).getByText('Proposal')).toBeVisible()
  expect(within(within(drawer).getByRole('region', { name: 'Reminders' })).getByText('Call Anna')).toBeVisible()
  await waitFor(() => expect(seen).toBe(1))
})

it('a note that names one opens its record', async () => {
  answers('get', '/notices', { items: [{ kind: 'mention', at: '2026-01-03T10:00:00Z', mention: { activityId: 'a1', by: 'Ana', text: '@Ed please look', kind: 'deal', id: 'd1', name: 'Mill' } }], unread: 1 } as never)
  server.use(http.post(at('/notices/seen'), () => new HttpResponse(null, { status: 204 })))
  await renderUi(<Bell renderTask={() => null} />)
  await userEvent.click(await screen.findByRole('button', { name: '1 new notice' }))
  const mentions = await screen.findByRole('region', { name: 'Mentions' })
  expect(within(mentions).getByText('@Ed please look')).toBeVisible()
  expect(within(mentions).getByRole('link', { name: 'Ana mentioned you: Mill' })).toHaveAttribute('href', expect.stringMatching(/\/deals\/d1$/))
})
