import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import type { Company } from '@/shared/api/types'
import type { OwnField } from '@/shared/api/typesField'
import type { Layout, LayoutSection, MadeLayout } from '@/shared/api/typesLayout'
import { Fact } from '@/shared/ui/record/Fact'
import { LaidOut } from '@/shared/ui/record/LaidOut'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { answers, at, problem, server } from '@/test/server'
import { AsRole } from './AsRole'
import { LayoutsPage } from './LayoutsPage'

beforeAll(() => i18next.loadNamespaces(['layout', 'company', 'contact', 'deal', 'field']))

const rights = { ...me, permissions: { ...me.permissions, tenant: { read: 'all', update: 'all' } as const } }
const section = (id: string, title: string, ...keys: string[]): LayoutSection => ({ id, title, closed: false, columns: 1, fields: keys.map((key) => ({ key, ask: false })) })
const forEmployees = { role: 'employee', roleName: '', pipelineId: null, pipelineName: '', made: true }
const applied = (more: Partial<Layout> = {}): Layout => ({ sections: [section('facts', '', 'city', 'custom.n')], more: [], ask: [], for: forEmployees, ...more })
const vans: OwnField = { id: 'n', object: 'company', type: 'number', label: 'Vans', help: '', section: '', state: 'active', required: false, unique: false, decimals: 0, choices: [], shownIf: null, version: 1 }
const atlas = { id: '1', name: 'Atlas', city: 'Oslo', phone: '•••• 4321', custom: { n: 7 } } as unknown as Company
const facts = { phone: <Fact label="Phone">{atlas.phone}</Fact>, city: <Fact label="City">{atlas.city}</Fact> }

let made: MadeLayout
const sent: unknown[] = []

beforeEach(() => {
  sent.length = 0
  made = { id: 'l1', object: 'contact', version: 1, for: { ...forEmployees }, sections: [section('facts', '', 'email', 'phone'), section('s1', 'Where', 'city')] }
  answers('get', '/fields/company', { items: [vans] })
  answers('get', '/roles/names', { items: [] })
  server.use(
    http.get(at('/layouts'), () => HttpResponse.json({ usual: [section('facts', '', 'email', 'phone', 'city', 'tags')], layouts: [made], fields: ['email', 'phone', 'city', 'tags'].map((key) => ({ key, askable: key !== 'tags', required: key === 'phone' })) })),
    http.patch(at('/layouts/l1'), async ({ request }) => {
      const body = (await request.json()) as { version: number; sections: LayoutSection[] }
      sent.push(body)
      if (body.version !== made.version) return problem(409, 'layout.stale')
      made = { ...made, version: made.version + 1, sections: body.sections }
      return HttpResponse.json(made)
    }),
  )
})

const laidOut = (layout: Layout) => {
  answers('get', '/layouts/company', { items: [layout] as never })
  return renderUi(<LaidOut object="company" title="Details" facts={facts} record={atlas} save={() => Promise.resolve()} />, { me: rights })
}

test('a record reads in the order of its layout, says whose it is, and keeps under More what stands nowhere', async () => {
  const { container } = await laidOut(applied({ more: ['phone'] }))
  expect(await screen.findByText('Vans', { selector: 'dt' })).toBeVisible()
  expect([...container.querySelectorAll('dt')].map((e) => e.textContent)).toEqual(['City', 'Vans'])
  expect(screen.queryByText('Phone')).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: 'Open: More' }))
  expect(await screen.findByText('Phone', { selector: 'dt' })).toBeVisible()
  expect(screen.getByText(/Layout for the role Employee\./)).toBeVisible()
  expect(screen.getByRole('link', { name: 'Change it' })).toHaveAttribute('href', expect.stringContaining('/acme/settings/layouts'))
  await expectAccessible(container)
})

test('without a layout of the company all fields stand as ever', async () => {
  const { container } = await laidOut(applied({ for: { ...forEmployees, role: '', made: false } }))
  expect(await screen.findByText('Vans', { selector: 'dt' })).toBeVisible()
  expect([...container.querySelectorAll('dt')].map((e) => e.textContent)).toEqual(['Phone', 'City', 'Vans'])
  expect(screen.queryByText(/Layout for/)).toBeNull()
})

const editor = async () => {
  const page = await renderUi(<LayoutsPage preview={({ role, sections }) => <output>{`${role}: ${sections.flatMap((s) => s.fields.map((f) => f.key)).join(' ')}`}</output>} />, { me: rights })
  await userEvent.selectOptions(await screen.findByRole('combobox', { name: 'For the role' }), 'employee')
  await screen.findByRole('group', { name: 'Where' })
  return page
}

test('fields and sections are moved by keyboard, looked at at once, taken back, and saved together', async () => {
  const { container } = await editor()
  expect(screen.getByText('Who sees it: the role Employee.')).toBeVisible()
  expect(within(screen.getByRole('group', { name: 'More' })).getByText('Tags')).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'More: Phone' }))
  await userEvent.click(await screen.findByRole('menuitem', { name: 'To: Where' }))
  expect(screen.getByText('employee: email phone city', { selector: 'output', exact: false })).toHaveTextContent('employee: email phone city')
  expect(within(screen.getByRole('group', { name: 'Where' })).getByText('Phone')).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'Undo the last step' }))
  expect(within(screen.getByRole('group', { name: 'Details' })).getByText('Phone')).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'Move up: Where' }))
  expect(container.querySelector('output')).toHaveTextContent('employee: city email phone')
  await userEvent.click(screen.getByRole('checkbox', { name: 'Ask when new: City' }))
  expect(screen.getByRole('checkbox', { name: 'Ask when new: Phone' })).toBeDisabled()
  await userEvent.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(sent).toEqual([{ version: 1, sections: [{ ...section('s1', 'Where'), fields: [{ key: 'city', ask: true }] }, section('facts', '', 'email', 'phone')] }]))
  expect(await screen.findByText('Layout saved')).toBeVisible()
  await expectAccessible(container)
})

test('what somebody else changed meanwhile is not written over', async () => {
  await editor()
  made = { ...made, version: 5 }
  await userEvent.click(screen.getByRole('button', { name: 'Move up: Where' }))
  await userEvent.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('Someone else changed this layout meanwhile. Look at it again.')).toBeVisible()
})

test('who has no layout is offered one, made of the usual order', async () => {
  server.use(http.post(at('/layouts'), async ({ request }) => { sent.push(await request.json()); return HttpResponse.json(made, { status: 201 }) }))
  await renderUi(<LayoutsPage preview={() => null} />, { me: rights })
  await userEvent.click(await screen.findByRole('button', { name: 'Make a layout' }))
  await waitFor(() => expect(sent).toEqual([{ object: 'contact', sections: [section('facts', '', 'email', 'phone', 'city', 'tags')] }]))
})

test('others are told who may', async () => {
  await renderUi(<LayoutsPage preview={() => null} />)
  expect(await screen.findByText(/Owners and administrators change layouts/)).toBeVisible()
})

test('with the eyes of a role a record has what the role sees, and nothing can be changed', async () => {
  answers('get', '/companies', { items: [atlas], next: null } as never)
  server.use(http.post(at('/layouts/preview'), async ({ request }) => {
    sent.push(await request.json())
    return HttpResponse.json({ layout: applied({ for: { ...forEmployees, made: false } }), sees: true, scope: 'own', fields: { phone: 'hide' }, record: atlas })
  }))
  const draw = () => <LaidOut object="company" title="Details" facts={facts} record={atlas} save={() => Promise.resolve()} given={applied()} />
  const { container } = await renderUi(<AsRole object="company" role="employee" draw={draw} />, { me: rights })
  const look = within(await screen.findByRole('region', { name: 'As Employee sees it.' }))
  expect(await look.findByText('Vans', { selector: 'dt' })).toBeVisible()
  expect(look.queryByRole('button', { name: /Vans/ })).toBeNull()
  expect(look.getByText(/They see it while it is theirs/)).toBeVisible()
  expect(sent[0]).toEqual({ object: 'company', role: 'employee', recordId: '1' })
  await expectAccessible(container)
})
