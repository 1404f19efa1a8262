import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { CompaniesPage } from './CompaniesPage'
import { CompanyPage } from './CompanyPage'
import type { Company } from '@/shared/api/types'
import type { OwnField } from '@/shared/api/typesField'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { answers, at, problem, server } from '@/test/server'

beforeAll(() => i18next.loadNamespaces(['company', 'field']))

const field = (id: string, type: OwnField['type'], label: string, more: Partial<OwnField> = {}): OwnField => ({ id, object: 'company', type, label, help: '', section: '', state: 'active', required: false, unique: false, decimals: 0, choices: [], shownIf: null, version: 1, ...more })
const roofs = [{ id: 'c1', label: 'Flat', colour: 'red' as const, gone: false }, { id: 'c2', label: 'Steep', colour: 'gray' as const, gone: false }]
const all = [
  field('n', 'number', 'Vans'), field('m', 'money', 'Credit'), field('d', 'date', 'Since'), field('c', 'choice', 'Roof', { section: 'Building', choices: roofs }), field('s', 'choices', 'Likes', { choices: roofs }),
  field('y', 'yesno', 'Member'), field('l', 'link', 'Map'), field('p', 'person', 'Buddy'), field('t', 'text', 'Tiles', { section: 'Building', shownIf: { field: 'c', choices: ['c2'] } }), field('r', 'text', 'Code', { state: 'readonly' }), field('x', 'text', 'Closed'),
]
let stored: Company
const sent: Record<string, unknown>[] = []

beforeEach(() => {
  sent.length = 0
  localStorage.clear()
  stored = {
    id: '1', name: 'Atlas', domain: '', website: '', email: '', phone: '', industry: '', kinds: [], tags: [], street: '', city: '', postcode: '', country: '', ownerId: 'u1', ownerName: 'Ana Kowalska',
    contactCount: 0, openDealCount: 0, createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z', version: 3,
    custom: { n: 1200, m: { amount: 1250, currency: 'EUR' }, d: '2026-02-03', c: 'c1', s: ['c1'], y: true, l: 'https://maps.test/x', p: 'u2', r: 'K-7' }, customNames: { u2: 'Ed Nowak' },
  }
  answers('get', '/fields/company', { items: all })
  answers('get', '/colleagues', { items: [] })
  answers('get', '/companies/count', { count: 1 })
  server.use(
    http.get(at('/companies/1'), () => HttpResponse.json(stored)),
    http.patch(at('/companies/1'), async ({ request }) => {
      const body = (await request.json()) as { custom: Record<string, unknown> }
      sent.push(body)
      if (body.custom.n === 'many') return problem(422, 'request.invalid', { errors: [{ field: 'custom.n', code: 'field.bad', detail: 'x' }] })
      stored = { ...stored, version: stored.version + 1, custom: { ...stored.custom, ...body.custom } as Company['custom'] }
      return HttpResponse.json(stored)
    }),
  )
})

const page = () => renderUi(<CompanyPage id="1" main={() => null} aside={() => null} reach={{ Write: () => null, Call: () => null }} />, { me: { ...me, fields: { company: { 'custom.x': 'hide' } } } })
const fact = async (label: string) => (await screen.findByText(label, { selector: 'dt' })).parentElement!

test('the fields of the company read in words, by section; what depends is shown with its choice, what is closed not', async () => {
  const { container } = await page()
  for (const [label, words] of [['Vans', '1,200'], ['Credit', '€12.50'], ['Since', 'Feb 3, 2026'], ['Roof', 'Flat'], ['Member', 'Yes'], ['Buddy', 'Ed Nowak'], ['Code', 'K-7']]) expect(await fact(label!)).toHaveTextContent(words!)
  expect(await screen.findByText('Building', { selector: 'dt' })).toBeVisible()
  expect(screen.getByRole('link', { name: 'Open: Map' })).toHaveAttribute('href', 'https://maps.test/x')
  for (const gone of ['Tiles', 'Closed']) expect(screen.queryByText(gone)).toBeNull()
  expect(screen.queryByRole('button', { name: /^Code:/ })).toBeNull()
  await expectAccessible(container)
})

test('each is edited in the way of its type, and a refusal keeps what was typed', async () => {
  const user = userEvent.setup()
  await page()
  await user.click(await screen.findByRole('button', { name: /^Roof:/ }))
  await user.selectOptions(screen.getByRole('combobox', { name: 'Roof' }), 'c2')
  await user.keyboard('{Enter}')
  expect(await screen.findByText('Tiles', { selector: 'dt' })).toBeVisible()
  await user.click(within(screen.getByRole('group', { name: 'Likes' })).getByRole('button', { name: 'Steep' }))
  await waitFor(() => expect(sent).toEqual([{ version: 3, custom: { c: 'c2' } }, { version: 4, custom: { s: ['c1', 'c2'] } }]))
  await user.click(screen.getByRole('button', { name: /^Vans:/ }))
  const input = screen.getByRole('textbox', { name: 'Vans' })
  await user.clear(input)
  await user.type(input, 'many{Enter}')
  expect(await screen.findByText('Vans: this does not look right.')).toBeVisible()
  expect(screen.getByRole('textbox', { name: 'Vans' })).toHaveValue('many')
})

test('a list has them as columns, asks for those that are shown, and filters by them', async () => {
  const asked: string[] = []
  server.use(http.get(at('/companies'), ({ request }) => { asked.push(new URL(request.url).searchParams.get('custom') ?? ''); return HttpResponse.json({ items: [stored], next: null }) }))
  const user = userEvent.setup()
  await renderUi(<CompaniesPage />)
  expect(await screen.findByRole('link', { name: 'Atlas' })).toBeVisible()
  expect(screen.queryByRole('columnheader', { name: 'Vans' })).toBeNull()
  await user.click(screen.getByRole('button', { name: 'Columns' }))
  await user.click(await screen.findByRole('checkbox', { name: 'Vans' }))
  expect(await screen.findByRole('columnheader', { name: 'Vans' })).toBeVisible()
  expect(await screen.findByText('1,200')).toBeVisible()
  expect(asked).toEqual(['', 'n'])
  await user.keyboard('{Escape}')
  await user.click(screen.getByRole('button', { name: /filter/i }))
  await user.selectOptions(await screen.findByLabelText('Field'), 'custom.n')
  expect(within(screen.getByLabelText('Condition')).getAllByRole('option').map((o) => (o as HTMLOptionElement).value)).toEqual(['is', 'gte', 'lte', 'empty', 'notEmpty'])
})
