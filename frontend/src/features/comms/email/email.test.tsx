import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { useState } from 'react'
import { beforeAll, expect, test } from 'vitest'
import type { EmailSetting, Recipients } from '@/shared/api/typesReach'
import { expectAccessible } from '@/test/axe'
import { renderUi } from '@/test/render'
import { answers, at, problem, server } from '@/test/server'
import { EmailSection } from './EmailSection'
import { WriteDialog } from './WriteDialog'

beforeAll(() => i18next.loadNamespaces(['reach', 'settings']))

const masked: Recipients = { items: [{ key: 'k1', shown: 'a•••@customer.example', label: '' }, { key: 'k2', shown: 'b•••@home.example', label: 'home' }], withdrawn: false, answers: 'company' }

function Writing() {
  const [opened, setOpened] = useState(true)
  return <WriteDialog about={{ kind: 'contact', id: 'c1' }} name="Ada" opened={opened} onClose={() => setOpened(false)} />
}
const dialog = () => screen.findByRole('dialog', { name: 'E-mail to Ada' })

test('to an address of which one sees a part: its key is sent, and who gets the answer is told', async () => {
  let sent: unknown
  answers('get', '/contacts/c1/recipients', masked as never)
  server.use(http.post(at('/contacts/c1/emails'), async ({ request }) => { sent = await request.json(); return HttpResponse.json({ id: 'a1' }, { status: 201 }) }))
  const user = userEvent.setup()
  await renderUi(<Writing />)
  const form = within(await dialog())
  await user.selectOptions(await form.findByLabelText('To'), 'b•••@home.example (home)')
  expect(form.getByText('Answers go to your company: your role does not show this address.')).toBeVisible()
  expect(form.queryByRole('link')).toBeNull() // no mail program can write to a part of an address
  await user.click(form.getByRole('button', { name: 'Send' }))
  expect(await form.findByText('Subject: please fill this in.')).toBeVisible()
  await user.type(form.getByLabelText('Subject'), 'Your roof')
  await user.type(form.getByLabelText('Text'), 'It holds.')
  await expectAccessible(await dialog())
  await user.click(form.getByRole('button', { name: 'Send' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(sent).toEqual({ to: 'k2', subject: 'Your roof', text: 'It holds.' })
  expect(await screen.findByText('The e-mail is on its way')).toBeVisible()
})

test('a withdrawn consent is told before, and does not keep from writing; who sees the address can use an own program', async () => {
  answers('get', '/contacts/c1/recipients', { items: [{ key: 'k1', shown: 'ada@customer.example', label: '' }], withdrawn: true, answers: 'writer' } as never)
  await renderUi(<Writing />)
  expect(await screen.findByText(/does not want marketing by e-mail/)).toBeVisible()
  expect(screen.getByRole('button', { name: 'Send' })).toBeEnabled()
  expect(screen.getByText(/Answers come to your own address/)).toBeVisible()
  expect(screen.getByRole('link', { name: 'Use my mail program' })).toHaveAttribute('href', 'mailto:ada@customer.example')
})

test('too many in a day: says when there are more, and what was typed stays', async () => {
  answers('get', '/contacts/c1/recipients', masked as never)
  server.use(http.post(at('/contacts/c1/emails'), () => problem(429, 'email.too_many', { params: { of: 'person', limit: 50, hours: 14 } })))
  const user = userEvent.setup()
  await renderUi(<Writing />)
  await user.type(await screen.findByLabelText('Subject'), 'Your roof')
  await user.type(screen.getByLabelText('Text'), 'It holds.')
  await user.click(screen.getByRole('button', { name: 'Send' }))
  expect(await screen.findByText('No more e-mails today (50 in 24 hours). Again in 14 h.')).toBeVisible()
  expect(screen.getByLabelText('Text')).toHaveValue('It holds.')
})

test('where addresses are hidden the dialog says who can help', async () => {
  answers('get', '/contacts/c1/recipients', { items: [], withdrawn: false, answers: 'writer' } as never)
  await renderUi(<Writing />)
  expect(await screen.findByText(/An administrator can change that/)).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Send' })).toBeNull()
})

test('where answers go is set, and a refusal is told at the field', async () => {
  let setting: EmailSetting = { replyTo: '', version: 1 }
  const asked: unknown[] = []
  server.use(
    http.get(at('/settings/email'), () => HttpResponse.json(setting)),
    http.put(at('/settings/email'), async ({ request }) => {
      const body = (await request.json()) as EmailSetting
      asked.push(body)
      if (body.replyTo === 'office') return problem(422, 'email.reply_to', { errors: [{ field: 'replyTo', code: 'email.reply_to', detail: 'x' }] })
      setting = { replyTo: body.replyTo, version: 2 }
      return HttpResponse.json(setting)
    }),
  )
  const user = userEvent.setup()
  const { container } = await renderUi(<EmailSection />)
  await user.type(await screen.findByLabelText('Address for answers'), 'office')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('Address for answers: this is not an e-mail address.')).toBeVisible()
  await user.type(screen.getByLabelText('Address for answers'), '@acme.example')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('Saved')).toBeVisible()
  expect(asked).toEqual([{ replyTo: 'office', version: 1 }, { replyTo: 'office@acme.example', version: 1 }])
  await expectAccessible(container)
})
