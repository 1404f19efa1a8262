import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import type { OwnField } from '@/shared/api/typesField'
import type { LayoutSection } from '@/shared/api/typesLayout'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { answers, at, server } from '@/test/server'
import { AsRole } from './AsRole'
import { LayoutsPage } from './LayoutsPage'

const code = 'o0123456789ab'
const rights = { ...me, permissions: { ...me.permissions, tenant: { read: 'all', update: 'all' } as const } }
const serial: OwnField = { id: 'n', object: code, type: 'text', label: 'Serial', help: '', section: '', state: 'active', required: false, unique: false, decimals: 0, choices: [], shownIf: null, version: 1 }
const usual: LayoutSection[] = [{ id: 'facts', title: '', closed: false, columns: 1, fields: ['ownerId', 'createdAt', 'custom.n'].map((key) => ({ key, ask: false })) }]
let sent: unknown[]

beforeAll(() => i18next.loadNamespaces(['layout', 'object', 'contact', 'company', 'deal', 'field']))
beforeEach(() => {
  sent = []
  answers('get', '/roles/names', { items: [] })
  answers('get', '/objects', { items: [{ id: 'k1', code, name: 'Machine', plural: 'Machines', icon: 'machine', state: 'active', version: 1 }] as never })
  answers('get', '/fields/object_record', { items: [serial] })
  server.use(
    http.get(at('/layouts'), ({ request }) => {
      const of = new URL(request.url).searchParams.get('object')
      const layout = { id: 'l1', object: of, version: 1, for: { role: '', roleName: '', pipelineId: null, pipelineName: '', made: true }, sections: usual }
      return HttpResponse.json({ usual, layouts: of === code ? [layout] : [], fields: ['ownerId', 'createdAt', 'custom.n'].map((key) => ({ key, askable: key === 'custom.n', required: false })) })
    }),
    http.get(at('/objects/k1/records'), () => HttpResponse.json({ items: [{ id: 'r1', name: 'Press' }], next: null })),
    http.post(at('/layouts/preview'), async ({ request }) => {
      sent.push(await request.json())
      return HttpResponse.json({ layout: { sections: [{ ...usual[0], fields: [{ key: 'custom.n', ask: false }] }], more: [], ask: [], for: { role: 'employee', roleName: '', pipelineId: null, pipelineName: '', made: true } }, sees: true, scope: 'own', fields: {}, record: { id: 'r1', custom: { n: 'K-7' } } })
    }),
  )
})

test('records of a kind of the company’s own are laid out under its name', async () => {
  const { container } = await renderUi(<LayoutsPage preview={() => null} />, { me: rights })
  await userEvent.click(await screen.findByRole('button', { name: 'Machines' }))
  expect((await screen.findAllByText('Serial'))[0]).toBeVisible()
  expect(screen.getAllByText('Owner')[0]).toBeVisible()
  expect(screen.getAllByText('Created')[0]).toBeVisible()
  await expectAccessible(container)
})

test('one of them is looked at as a role sees it', async () => {
  await renderUi(<AsRole object={code} role="employee" draw={({ record }) => <p>{(record as { custom: { n: string } }).custom.n}</p>} />, { me: rights })
  expect(await screen.findByText('K-7')).toBeVisible()
  await waitFor(() => expect(sent).toMatchObject([{ object: code, role: 'employee', recordId: 'r1' }]))
  expect(within(screen.getByRole('region', { name: /Employee/ })).getByText('K-7')).toBeVisible()
})
