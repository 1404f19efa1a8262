import { fireEvent, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import type { Me } from '@/shared/api/types'
import type { OwnField, OwnValues } from '@/shared/api/typesField'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { answers, at, problem, server } from '@/test/server'
import { OwnFacts } from './OwnFacts'

beforeAll(() => i18next.loadNamespaces(['field', 'attachment']))

const plan: OwnField = { id: 'f1', object: 'company', type: 'file', label: 'Plan', help: '', section: '', state: 'active', required: false, unique: false, decimals: 0, choices: [], shownIf: null, version: 1 }
const all = { ...me, permissions: { ...me.permissions, company: { read: 'all', update: 'all' } as const } }
const filled: OwnValues & { id: string } = { id: 'c1', custom: { f1: 'a1' }, customNames: { a1: 'roof.pdf' } }
let saved: unknown[]

beforeEach(() => { saved = []; answers('get', '/fields/company', { items: [plan] }) })

const shown = (record: OwnValues & { id: string }, as: Me = all) => renderUi(<dl><OwnFacts object="company" record={record} save={(changes, look) => { saved.push([changes, look.customNames]); return Promise.resolve() }} /></dl>, { me: as })

test('a file is chosen, sent beside the record, and stands in the field by its name', async () => {
  const sent: string[] = []
  server.use(http.post(at('/companies/c1/attachments'), ({ request }) => { sent.push(new URL(request.url).searchParams.get('fileName') ?? ''); return HttpResponse.json({ id: 'a2', name: 'wall.pdf' }, { status: 201 }) }))
  const { container } = await shown({ id: 'c1', custom: {} })
  const input = (await screen.findAllByLabelText('Choose a file: Plan')).find((e) => e.tagName === 'INPUT')!
  await expectAccessible(container)
  fireEvent.change(input, { target: { files: [new File(['x'], 'wall.pdf')] } })
  await waitFor(() => expect(saved).toEqual([[{ custom: { f1: 'a2' } }, { a2: 'wall.pdf' }]]))
  expect(sent).toEqual(['wall.pdf'])
})

test('what is there is saved by its name, and taken out', async () => {
  const asked: string[] = []
  server.use(http.get(at('/companies/c1/attachments/a1'), () => { asked.push('a1'); return HttpResponse.arrayBuffer(new ArrayBuffer(3)) }))
  URL.createObjectURL = () => 'blob:x'
  URL.revokeObjectURL = () => undefined
  await shown(filled)
  await userEvent.click(await screen.findByRole('button', { name: 'Save: roof.pdf' }))
  await waitFor(() => expect(asked).toEqual(['a1']))
  await userEvent.click(screen.getByRole('button', { name: 'Take the file out: Plan' }))
  await waitFor(() => expect(saved).toEqual([[{ custom: { f1: null } }, { a1: 'roof.pdf' }]]))
})

test('a refusal is said, and nothing is changed', async () => {
  server.use(http.post(at('/companies/c1/attachments'), () => problem(409, 'attachment.many')))
  await shown(filled)
  const input = (await screen.findAllByLabelText('Choose another file: Plan')).find((e) => e.tagName === 'INPUT')!
  fireEvent.change(input, { target: { files: [new File(['x'], 'wall.pdf')] } })
  expect(await screen.findByText(/200 files/)).toBeVisible()
  expect(saved).toEqual([])
})

test('who may only read gets the file and nothing to change it with', async () => {
  await shown(filled, { ...me, permissions: { company: { read: 'all' } } } as Me)
  expect(await screen.findByRole('button', { name: 'Save: roof.pdf' })).toBeVisible()
  expect(screen.getAllByRole('button')).toHaveLength(1)
})
