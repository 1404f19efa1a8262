import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { expectAccessible } from '@/test/axe'
import { renderUi } from '@/test/render'
import { answers, at, problem, server } from '@/test/server'
import { SignupPage } from './SignupPage'

beforeAll(() => i18next.loadNamespaces(['auth']))
beforeEach(() => answers('post', '/passwords/check', { ok: true, score: 3, reasons: [] }))

async function fill(user: ReturnType<typeof userEvent.setup>) {
  await user.type(screen.getByLabelText('Company'), 'Acme Tools')
  await user.type(screen.getByLabelText('Your name'), 'Ana Kowalska')
  await user.type(screen.getByLabelText('E-mail'), 'ana@acme')
  await user.type(screen.getByLabelText('Password'), 'four plain words here')
}

test('empty fields are named one by one and nothing is sent', async () => {
  await renderUi(<SignupPage />)
  await userEvent.setup().click(screen.getByRole('button', { name: 'Create the company' }))
  for (const name of ['Company', 'Your name', 'E-mail', 'Password']) expect(await screen.findByText(`${name}: please fill this in.`)).toBeInTheDocument()
  expect(screen.getByLabelText('Company')).toHaveFocus()
})

test('a refusal lands at its fields, and what was typed stays', async () => {
  server.use(http.post(at('/signups'), () => problem(422, 'invalid', { errors: [{ field: 'email', code: 'email.bad', detail: 'x' }, { field: 'password', code: 'password.weak', detail: 'x' }] })))
  await renderUi(<SignupPage />)
  const user = userEvent.setup()
  await fill(user)
  await user.click(screen.getByRole('button', { name: 'Create the company' }))
  expect(await screen.findByText('E-mail: an address looks like name@example.com.')).toBeInTheDocument()
  expect(screen.getByText('Password: this is too easy to guess.')).toBeInTheDocument()
  expect(screen.getByLabelText('Company')).toHaveValue('Acme Tools')
  expect(screen.getByLabelText('Password')).toHaveValue('four plain words here')
})

test('a reload brings back everything but the password', async () => {
  const first = await renderUi(<SignupPage />)
  await fill(userEvent.setup())
  first.unmount()
  expect(JSON.stringify({ ...sessionStorage })).not.toContain('four plain words')
  await renderUi(<SignupPage />)
  expect(screen.getByLabelText('Company')).toHaveValue('Acme Tools')
  expect(screen.getByLabelText('E-mail')).toHaveValue('ana@acme')
  expect(screen.getByLabelText('Password')).toHaveValue('')
  expect(screen.getByText(/What you had typed is back/)).toBeInTheDocument()
})

test('what is sent carries the guessed time zone and currency; then the mail page can send once more', async () => {
  const sent: Record<string, unknown>[] = []
  server.use(http.post(at('/signups'), async ({ request }) => { sent.push((await request.json()) as Record<string, unknown>); return HttpResponse.json({}, { status: 202 }) }))
  const { container } = await renderUi(<SignupPage />)
  await expectAccessible(container)
  const user = userEvent.setup()
  await fill(user)
  await user.click(screen.getByRole('button', { name: 'Create the company' }))
  expect(await screen.findByRole('heading', { name: 'Check your mail' })).toBeInTheDocument()
  expect(screen.getByText('We sent a link to ana@acme.')).toBeInTheDocument()
  expect(sent[0]).toMatchObject({ company: 'Acme Tools', language: 'en', timezone: Intl.DateTimeFormat().resolvedOptions().timeZone })
  await user.click(screen.getByRole('button', { name: 'Send it again' }))
  await waitFor(() => expect(sent).toHaveLength(2))
})

test('the strength is told while typing, with the reasons in words', async () => {
  answers('post', '/passwords/check', { ok: false, score: 1, reasons: ['common', 'personal'] })
  await renderUi(<SignupPage />)
  await userEvent.setup().type(screen.getByLabelText('Password'), 'acme2024')
  expect(await screen.findByText('It is on lists of stolen passwords.')).toBeInTheDocument()
  expect(screen.getByText('It contains your name, address or company.')).toBeInTheDocument()
  expect(screen.getByText('Weak')).toBeInTheDocument()
})
