import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { useState } from 'react'
import { beforeAll, expect, test } from 'vitest'
import type { Feedback } from '@/shared/api/typesFeedback'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { at, problem, server } from '@/test/server'
import { FeedbackDialog } from './FeedbackDialog'
import { FeedbackPage } from './FeedbackPage'
import { screenNow } from './screen'

const said = (more: Partial<Feedback> = {}): Feedback => ({ id: 'f1', path: 'contacts', screen: 'Contacts', part: 'Phone', text: 'I never need this.', ownerName: 'Fred Santos', answer: '', answeredBy: '', answeredAt: null, createdAt: '2026-11-20T08:00:00Z', version: 1, news: false, ...more })
const answer = { answer: 'Hidden now.', answeredBy: 'Ana Kowalska', answeredAt: '2026-11-21T08:00:00Z' }
const admin = { me: { ...me, permissions: { ...me.permissions, role: { read: 'all', update: 'all' } } } } as const

/** A screen, over which the dialog opens. */
function Behind() {
  const [opened, open] = useState(false)
  return <><main id="main"><h1>Contacts</h1><h2>Phone</h2><dl><dt>City</dt></dl><button type="button" onClick={() => open(true)}>Open</button></main><FeedbackDialog about={opened ? '' : null} onClose={() => open(false)} /></>
}

beforeAll(() => i18next.loadNamespaces(['feedback']))

test('what is said goes with the screen and the part of it; without words it is not sent', async () => {
  const sent: unknown[] = []
  server.use(
    http.get(at('/feedback/mine'), () => HttpResponse.json({ items: [] })),
    http.post(at('/feedback'), async ({ request }) => { sent.push(await request.json()); return HttpResponse.json(said(), { status: 201 }) }),
  )
  history.replaceState(null, '', '/acme/contacts')
  await renderUi(<Behind />)
  await userEvent.click(await screen.findByRole('button', { name: 'Open' }))
  const dialog = await screen.findByRole('dialog', { name: 'This is in my way' })
  await expectAccessible(dialog)
  await userEvent.click(within(dialog).getByRole('button', { name: 'Send' }))
  await waitFor(() => expect(within(dialog).getByRole('textbox', { name: 'What is in your way?' })).toBeInvalid())
  expect(sent).toEqual([])
  await userEvent.selectOptions(within(dialog).getByRole('combobox', { name: 'What is it about?' }), 'Phone')
  await userEvent.type(within(dialog).getByRole('textbox', { name: 'What is in your way?' }), 'I never need this.')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Send' }))
  await waitFor(() => expect(sent).toEqual([{ path: 'contacts', screen: 'Contacts', part: 'Phone', text: 'I never need this.' }]))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
})

test('an answer is shown as news, and seen from then on', async () => {
  let seen = 0
  server.use(
    http.get(at('/feedback/mine'), () => HttpResponse.json({ items: [said({ ...answer, news: true })] })),
    http.post(at('/feedback/seen'), () => { seen += 1; return new HttpResponse(null, { status: 204 }) }),
  )
  await renderUi(<FeedbackDialog about="" onClose={() => undefined} />)
  expect(await screen.findByText('Hidden now.')).toBeVisible()
  expect(screen.getByText('Ana Kowalska answers:')).toBeVisible()
  expect(screen.getByText('new')).toBeVisible()
  await waitFor(() => expect(seen).toBe(1))
})

test('a record’s name does not go along', () => {
  document.body.innerHTML = '<main id="main"><h1>Anna Nowak</h1></main>'
  history.replaceState(null, '', '/acme/contacts/01980000-0000-7000-8000-000000000001')
  expect(screenNow('acme', () => 'Contacts')).toEqual({ path: 'contacts/01980000-0000-7000-8000-000000000001', name: 'Contacts', parts: [] })
  document.body.innerHTML = ''
})

test('admins read what is open, answer it, and see when somebody else was quicker', async () => {
  const sent: unknown[] = []
  server.use(
    http.get(at('/feedback'), ({ request }) => HttpResponse.json({ items: new URL(request.url).searchParams.get('filter') === 'state:is:open' ? [said()] : [said(answer)], next: null })),
    http.post(at('/feedback/:id/answer'), () => problem(409, 'feedback.stale'), { once: true }),
  )
  const { container } = await renderUi(<FeedbackPage />, admin)
  expect(await screen.findByRole('heading', { name: 'Contacts · Phone' })).toBeVisible()
  await expectAccessible(container)
  await userEvent.click(screen.getByRole('button', { name: 'Answer' }))
  await userEvent.type(screen.getByRole('textbox', { name: 'Your answer' }), 'Hidden now.')
  await userEvent.click(screen.getByRole('button', { name: 'Answer' }))
  expect(await screen.findByText('Someone else answered this meanwhile.')).toBeVisible()
  server.use(http.post(at('/feedback/:id/answer'), async ({ request }) => { sent.push(await request.json()); return HttpResponse.json(said(answer)) }))
  await userEvent.click(screen.getByRole('button', { name: 'Answer' }))
  await waitFor(() => expect(sent).toEqual([{ version: 1, answer: 'Hidden now.' }]))
  await userEvent.click(screen.getByRole('radio', { name: 'Answered' }))
  expect(await screen.findByText('Ana Kowalska answers:')).toBeVisible()
})

test('when nothing is in anybody’s way the page says so; others are told who reads it', async () => {
  server.use(http.get(at('/feedback'), () => HttpResponse.json({ items: [], next: null })))
  const { unmount } = await renderUi(<FeedbackPage />, admin)
  expect(await screen.findByRole('heading', { name: 'Nothing is in anybody’s way' })).toBeVisible()
  unmount()
  await renderUi(<FeedbackPage />)
  expect(await screen.findByText('Owners and administrators read this.')).toBeVisible()
})
