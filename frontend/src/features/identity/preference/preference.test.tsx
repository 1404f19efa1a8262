import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, it } from 'vitest'
import { answers, at, server } from '@/test/server'
import { renderUi } from '@/test/render'
import { DigestStopPage } from './DigestStopPage'
import { PreferenceForm } from './PreferenceForm'

beforeAll(() => i18next.loadNamespaces(['work', 'security']))

it('letters are chosen by each person', async () => {
  const sent: unknown[] = []
  const preference = { mail: true, digestHour: 8, quietFrom: 20, quietTo: 7, lateDays: 2, feedAt: null }
  answers('get', '/me/preferences', preference)
  server.use(http.patch(at('/me/preferences'), async ({ request }) => { sent.push(await request.json()); return HttpResponse.json(preference) }))
  await renderUi(<PreferenceForm />)
  await userEvent.selectOptions(await screen.findByLabelText('Reminders and mentions'), 'In the app only')
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
