import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import type { OwnField } from '@/shared/api/typesField'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { answers, at, problem, server } from '@/test/server'
import { FieldsPage } from './FieldsPage'

beforeAll(() => i18next.loadNamespaces(['field', 'settings']))

const admin = { ...me, permissions: { ...me.permissions, tenant: { read: 'all', update: 'all' } as const } }
const text: OwnField = { id: 'f1', object: 'contact', type: 'text', label: 'Customer number', help: '', section: 'Sales', state: 'active', required: true, unique: true, decimals: 0, choices: [], shownIf: null, version: 1 }
const choice: OwnField = { ...text, id: 'f2', type: 'choice', label: 'Roof', section: '', required: false, unique: false, choices: [{ id: 'c1', label: 'Flat', colour: 'red', gone: false }, { id: 'c2', label: 'Steep', colour: 'gray', gone: false }] }

let items: OwnField[]
beforeEach(() => {
  items = [text, choice]
  server.use(http.get(at('/fields'), () => HttpResponse.json({ items })))
})

test('a field with choices is added in a minute, by keyboard too', async () => {
  items = []
  let sent: unknown
  server.use(http.post(at('/fields'), async ({ request }) => { sent = await request.json(); items = [choice]; return HttpResponse.json(choice, { status: 201 }) }))
  const user = userEvent.setup()
  await renderUi(<FieldsPage />, { me: admin })
  expect(await screen.findByText('No field of your own yet')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'New field' }))
  const form = await screen.findByRole('dialog', { name: 'New field: People' })
  await user.type(within(form).getByLabelText('Name'), 'Roof')
  await user.selectOptions(within(form).getByLabelText('Type'), 'choice')
  await user.type(within(form).getByLabelText('Choice 1'), 'Flat')
  await user.selectOptions(within(form).getByLabelText('Colour of choice 1'), 'red')
  await user.type(within(form).getByLabelText('Choice 2'), 'Steep{Enter}')
  expect(await within(form).findByLabelText('Choice 3')).toBeVisible()
  await expectAccessible(form)
  await user.click(within(form).getByRole('button', { name: 'Add the field' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(sent).toEqual({ object: 'contact', type: 'choice', label: 'Roof', section: '', help: '', required: false, shownIf: null, choices: [{ label: 'Flat', colour: 'red' }, { label: 'Steep', colour: 'gray' }] })
  expect(await screen.findByText('Roof')).toBeVisible()
})

test('what fields hold is said in a line; they are put in order by buttons that say so', async () => {
  const orders: unknown[] = []
  server.use(http.put(at('/fields/order'), async ({ request }) => { orders.push(await request.json()); items = [choice, text]; return new HttpResponse(null, { status: 204 }) }))
  const user = userEvent.setup()
  const { container } = await renderUi(<FieldsPage />, { me: admin })
  expect(await screen.findByText('Text · Sales · required · unique')).toBeVisible()
  expect(screen.getByRole('button', { name: 'Move up: Customer number' })).toBeDisabled()
  await user.click(screen.getByRole('button', { name: 'Move down: Customer number' }))
  await waitFor(() => expect(screen.getAllByRole('listitem').map((li) => within(li).getByText(/^(Roof|Customer number)$/).textContent)).toEqual(['Roof', 'Customer number']))
  expect(orders).toEqual([{ object: 'contact', ids: ['f2', 'f1'] }])
  await expectAccessible(container)
})

test('a field is archived and taken back; only then it can be deleted, after how much goes was said', async () => {
  const sent: unknown[] = []
  server.use(
    http.patch(at('/fields/f1'), async ({ request }) => {
      const body = (await request.json()) as { state: OwnField['state'] }
      sent.push(body)
      items = [{ ...items[0]!, state: body.state, version: items[0]!.version + 1 }, choice]
      return HttpResponse.json(items[0])
    }),
    http.delete(at('/fields/f1'), () => { items = [choice]; return new HttpResponse(null, { status: 204 }) }),
  )
  answers('get', '/fields/f1/uses', { count: 1200 })
  const user = userEvent.setup()
  await renderUi(<FieldsPage />, { me: admin })
  const menu = async (entry: string) => {
    await user.click(await screen.findByRole('button', { name: 'More: Customer number' }))
    await user.click(await screen.findByRole('menuitem', { name: entry }))
  }
  await menu('Archive')
  await user.click(await screen.findByRole('button', { name: 'Undo' }))
  expect(await screen.findByRole('button', { name: 'Edit: Customer number' })).toBeVisible()
  await menu('Archive')
  expect(await screen.findByRole('heading', { name: 'Archived' })).toBeVisible()
  await menu('Delete')
  const ask = await screen.findByRole('dialog', { name: 'Delete: Customer number' })
  expect(await within(ask).findByText(/In 1,200 records there is something in this field/)).toBeVisible()
  await user.click(within(ask).getByRole('button', { name: 'Delete' }))
  await waitFor(() => expect(screen.queryByText('Customer number')).toBeNull())
  expect(sent).toEqual([{ version: 1, state: 'archived' }, { version: 2, state: 'active' }, { version: 3, state: 'archived' }])
})

test('the type is changed only where nothing is lost, and a refusal is said', async () => {
  server.use(
    http.get(at('/fields/f1/preview'), ({ request }) => HttpResponse.json(new URL(request.url).searchParams.get('type') === 'number' ? { fits: 3, lost: 1, examples: ['large'] } : { fits: 4, lost: 0, examples: [] })),
    http.post(at('/fields/f1/convert'), () => problem(409, 'field.stale')),
  )
  const user = userEvent.setup()
  await renderUi(<FieldsPage />, { me: admin })
  await user.click(await screen.findByRole('button', { name: 'More: Customer number' }))
  await user.click(await screen.findByRole('menuitem', { name: 'Change the type' }))
  const dialog = await screen.findByRole('dialog', { name: 'Change the type: Customer number' })
  expect(await within(dialog).findByText('4 records have a value; all of them fit.')).toBeVisible()
  await user.selectOptions(within(dialog).getByLabelText('New type'), 'number')
  expect(await within(dialog).findByText(/1 record has a value that does not fit.*«large»/)).toBeVisible()
  expect(within(dialog).getByRole('button', { name: 'Change the type' })).toBeDisabled()
  await user.selectOptions(within(dialog).getByLabelText('New type'), 'long')
  expect(await within(dialog).findByText('4 records have a value; all of them fit.')).toBeVisible()
  await user.click(within(dialog).getByRole('button', { name: 'Change the type' }))
  expect(await within(dialog).findByText('Someone else changed this field meanwhile.')).toBeVisible()
})

test('a field can depend on choices of another', async () => {
  const sent: unknown[] = []
  server.use(http.patch(at('/fields/f1'), async ({ request }) => { sent.push(await request.json()); return HttpResponse.json({ ...text, version: 2 }) }))
  const user = userEvent.setup()
  await renderUi(<FieldsPage />, { me: admin })
  await user.click(await screen.findByRole('button', { name: 'Edit: Customer number' }))
  const form = await screen.findByRole('dialog', { name: 'Edit: Customer number' })
  await user.selectOptions(within(form).getByLabelText('Ask for it'), 'f2')
  const on = await within(form).findByRole('group', { name: 'only with Roof' })
  await user.click(within(on).getByLabelText('Steep'))
  await user.click(within(form).getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(sent).toEqual([expect.objectContaining({ version: 1, shownIf: { field: 'f2', choices: ['c1', 'c2'] } })])
})

test('who may not change the company reads who can', async () => {
  await renderUi(<FieldsPage />)
  expect(await screen.findByText(/Owners, administrators and technicians/)).toBeVisible()
})
