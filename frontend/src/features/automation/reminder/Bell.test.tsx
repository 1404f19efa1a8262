import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, it } from 'vitest'
import { answers, at, server } from '@/test/server'
import { renderUi } from '@/test/render'
import { PreferenceForm } from '@/features/identity/preference/PreferenceForm'
import { DigestStopPage } from '@/features/identity/preference/DigestStopPage'
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
  await renderUi(<Bell />)
  await userEvent.click(await screen.findByRole('button', { name: '2 new notices' }))
  const drawer = await screen.findByRole('dialog', { name: 'Notices' })
  expect(within(await within(drawer).findByRole('region', { name: 'Late in the team' })).getByText('Proposal')).toBeVisible()
  expect(within(within(drawer).getByRole('region', { name: 'Reminders' })).getByText('Call Anna')).toBeVisible()
  await waitFor(() => expect(seen).toBe(1))
})

it('letters are chosen by each person', async () => {
  const sent: unknown[] = []
  const preference = { mail: true, digestHour: 8, quietFrom: 20, quietTo: 7, lateDays: 2, feedAt: null }
  answers('get', '/me/preferences', preference)
  server.use(http.patch(at('/me/preferences'), async ({ request }) => { sent.push(await request.json()); return HttpResponse.json(preference) }))
  await renderUi(<PreferenceForm />)
  await userEvent.selectOptions(await screen.findByLabelText('Reminders'), 'In the app only')
  await userEvent.selectOptions(screen.getByLabelText('The day\'s work by mail at'), 'Never')
  await userEvent.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(sent).toEqual([{ mail: false, digestHour: -1, quietFrom: 20, quietTo: 7, lateDays: 2 }]))
})

it('the daily letter is stopped by one press', async () => {
  let stopped = false
  server.use(http.post(at('/digest/stop'), () => { stopped = true; return new HttpResponse(null, { status: 204 }) }))
  await renderUi(<DigestStopPage />)
  await userEvent.click(await screen.findByRole('button', { name: 'Stop it' }))
  expect(await screen.findByText(/will not come any more/)).toBeVisible()
  expect(stopped).toBe(true)
})
