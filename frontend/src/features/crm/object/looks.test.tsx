import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, it } from 'vitest'
import type { OwnField } from '@/shared/api/typesField'
import type { OwnObject } from '@/shared/api/typesObject'
import { me, renderUi } from '@/test/render'
import { answers, at, server } from '@/test/server'
import { RecordsPage } from './RecordsPage'

const machine: OwnObject = { id: 'o1', code: 'o123456789abc', name: 'Machine', plural: 'Machines', icon: 'machine', state: 'active', version: 1 }
const choice: OwnField = { id: 'step', object: machine.code, type: 'choice', label: 'Step', help: '', section: '', state: 'active', required: false, unique: false, decimals: 0, shownIf: null, version: 1, choices: [{ id: 'met', label: 'Met', colour: 'blue', gone: false }, { id: 'won', label: 'Won', colour: 'green', gone: false }] }

beforeAll(() => i18next.loadNamespaces(['object', 'list', 'looks', 'problemWork']))

it('a record of an own kind is added in a column', async () => {
  const full = { read: 'all', create: 'all', update: 'all', delete: 'all', export: 'all' } as const
  const made: unknown[] = []
  answers('get', '/objects', { items: [machine] } as never)
  answers('get', '/fields/object_record', { items: [choice] } as never)
  answers('get', '/objects/o1/records/count', { count: 1 })
  answers('get', '/objects/o1/records/counts', { items: [{ value: 'met', count: 1 }] })
  server.use(http.post(at('/objects/o1/records'), async ({ request }) => { made.push(await request.json()); return HttpResponse.json({ id: 'r2', objectId: 'o1', name: 'Saw', version: 1 }, { status: 201 }) }))
  const { router } = await renderUi(<RecordsPage />, { me: { ...me, permissions: { ...me.permissions, object_record: full } }, route: { path: '$slug/objects/$object', at: '/acme/objects/o1' } })
  await router.navigate({ to: '/acme/objects/o1', search: { look: 'board', by: 'custom.step' } } as never)
  await userEvent.click(await screen.findByRole('button', { name: 'Add to Won' }))
  const form = await screen.findByRole('dialog', { name: /Machine/ })
  await userEvent.type(await within(form).findByRole('textbox', { name: /^Name/ }), 'Saw')
  expect(await within(form).findByRole('combobox', { name: /^Step/ })).toHaveValue('won')
  await userEvent.click(within(form).getByRole('button', { name: 'Add' }))
  await waitFor(() => expect(made).toEqual([{ name: 'Saw', custom: { step: 'won' } }]))
  expect(router.state.location.pathname).toBe('/acme/objects/o1')
})
