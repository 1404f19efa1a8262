import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import type { OwnField } from '@/shared/api/typesField'
import { OwnFacts } from '@/shared/ui/own/OwnFacts'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { answers, at, server } from '@/test/server'
import { FieldsPage } from './FieldsPage'
import { partsOf, toFormula, toText } from './formulaText'

beforeAll(() => i18next.loadNamespaces(['field', 'formula', 'settings']))

const admin = { ...me, permissions: { ...me.permissions, tenant: { read: 'all', update: 'all' } as const } }
const size: OwnField = { id: 'f1', object: 'deal', type: 'number', label: 'Size', help: '', section: '', state: 'active', required: false, unique: false, decimals: 0, choices: [], shownIf: null, version: 1 }
const share: OwnField = { ...size, id: 'f2', type: 'formula', label: 'Share', formula: '[value] * [custom.f1]', result: 'money', decimals: 2 }
const won: OwnField = { ...size, id: 'f3', object: 'company', type: 'rollup', label: 'Won', rollup: { of: 'deal', do: 'sum', field: 'value', only: 'won' }, result: 'money' }

let items: OwnField[]
beforeEach(() => {
  items = [size]
  server.use(http.get(at('/fields'), () => HttpResponse.json({ items })))
})

async function dialog(records: string, type: string) {
  const user = userEvent.setup()
  await renderUi(<FieldsPage />, { me: admin })
  await user.click(await screen.findByRole('button', { name: records }))
  await user.click(screen.getByRole('button', { name: 'New field' }))
  const form = within(await screen.findByRole('dialog', { name: `New field: ${records}` }))
  await user.selectOptions(form.getByLabelText('Type'), type)
  return { user, form }
}

test('a formula is put together from fields by their names, and says what comes out before it is saved', async () => {
  const sent: unknown[] = []
  server.use(
    http.post(at('/fields/formula'), async ({ request }) => {
      const { formula } = (await request.json()) as { formula: string }
      if (formula.endsWith('*')) return HttpResponse.json({ type: '', problem: { code: 'ending', at: formula.length, word: '' }, examples: [] })
      return HttpResponse.json({ type: 'money', problem: null, examples: [{ name: 'Roof', value: { amount: 24000, currency: 'EUR' } }] })
    }),
    http.post(at('/fields'), async ({ request }) => { sent.push(await request.json()); items = [size, share]; return HttpResponse.json(share, { status: 201 }) }),
  )
  const { user, form } = await dialog('Deals', 'formula')
  await user.type(form.getByLabelText('Name'), 'Share')
  await user.selectOptions(await form.findByLabelText('Insert a field…'), 'Value')
  const box = form.getByLabelText('Formula')
  expect(box).toHaveValue('[Value]')
  await user.type(box, ' *')
  expect(await form.findByText('Something is missing at the end.')).toBeVisible()
  await user.type(box, ' [[Size]')
  expect(await form.findByText('It works. What comes out: Money.')).toBeVisible()
  expect(form.getByText('€240.00')).toBeVisible()
  await expectAccessible(screen.getByRole('dialog'))
  await user.click(form.getByRole('button', { name: 'Add the field' }))
  await waitFor(() => expect(sent).toEqual([{ object: 'deal', type: 'formula', label: 'Share', section: '', help: '', formula: '[value] * [custom.f1]', decimals: 2 }]))
  expect(await screen.findByText('Formula · Money')).toBeVisible()
})

test('a roll-up is a sentence of choices', async () => {
  let sent: unknown
  server.use(http.post(at('/fields'), async ({ request }) => { sent = await request.json(); return HttpResponse.json(won, { status: 201 }) }))
  const { user, form } = await dialog('Companies', 'rollup')
  await user.type(form.getByLabelText('Name'), 'Won')
  await user.selectOptions(await form.findByLabelText('How'), 'sum')
  expect(form.getByLabelText('Of what')).toHaveValue('value')
  await user.selectOptions(form.getByLabelText('Only'), 'won')
  expect(form.getByText(/Lists can’t be sorted or filtered by it/)).toBeVisible()
  await user.click(form.getByRole('button', { name: 'Add the field' }))
  await waitFor(() => expect(sent).toMatchObject({ object: 'company', type: 'rollup', rollup: { of: 'deal', do: 'sum', field: 'value', only: 'won' } }))
})

test('what is worked out is read on a record, and not written; amounts of several currencies stand side by side', async () => {
  answers('get', '/fields/company', { items: [won] })
  const record = { custom: { f3: [{ amount: 5000, currency: 'EUR' }, { amount: 250000, currency: 'PLN' }] } }
  const { container } = await renderUi(<dl><OwnFacts object="company" record={record} save={() => Promise.resolve()} /></dl>, { me: admin })
  expect(await screen.findByText('€50.00 · zł 2,500.00')).toBeVisible()
  expect(container.querySelector('button, input')).toBeNull()
})

test('a formula is kept by keys, and read by names that are told apart', () => {
  const parts = partsOf('deal', [size, { ...size, id: 'f9', label: 'Value' }], (key) => (key === 'value' ? 'Value' : key))
  expect(toText('[value] + [custom.f9] + [gone]', parts)).toBe('[Value] + [Value (2)] + [gone]')
  expect(toFormula('[VALUE] + [ value (2) ] + [Nobody]', parts)).toBe('[value] + [custom.f9] + [Nobody]')
})

test('fields of tasks hold neither files nor sums, and none is required', async () => {
  const { user, form } = await dialog('Tasks', 'number')
  const offered = within(form.getByLabelText('Type')).getAllByRole('option').map((o) => o.getAttribute('value'))
  expect([offered.includes('formula'), offered.includes('file'), offered.includes('rollup')]).toEqual([true, false, false])
  await user.click(form.getByRole('button', { name: 'More' }))
  expect(form.getByLabelText('Decimals')).toBeVisible()
  expect(form.queryByRole('checkbox', { name: 'New records need it' })).toBeNull()
})

test('a formula of the company’s own records is made of their fields, and a field that holds a file is not required', async () => {
  const code = 'o0123456789ab'
  items = [{ ...size, id: 'f7', object: code, label: 'Power' }, size]
  answers('get', '/objects', { items: [{ id: 'k1', code, name: 'Machine', plural: 'Machines', icon: 'machine', state: 'active', version: 1 }] as never })
  let sent: unknown
  server.use(http.post(at('/fields'), async ({ request }) => { sent = await request.json(); return HttpResponse.json({ ...size, object: code, type: 'file', label: 'Manual' }, { status: 201 }) }))
  const { user, form } = await dialog('Machines', 'formula')
  const parts = within(await form.findByLabelText('Insert a field…')).getAllByRole('option').map((o) => o.textContent)
  expect(parts.slice(1)).toEqual(['Name', 'Added on', 'Changed on', 'Power'])
  await user.selectOptions(form.getByLabelText('Type'), 'file')
  await user.type(form.getByLabelText('Name'), 'Manual')
  await user.click(form.getByRole('button', { name: 'Add the field' }))
  await waitFor(() => expect(sent).toMatchObject({ object: code, type: 'file', label: 'Manual', required: false }))
})
