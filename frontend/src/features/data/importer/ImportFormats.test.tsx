import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { expectAccessible } from '@/test/axe'
import { answers, at, server } from '@/test/server'
import { renderUi } from '@/test/render'
import type { Import } from '@/shared/api/types'
import { ImportPage } from './ImportPage'

const plain = { holds: '', days: 'mdy', decimal: 'point', sure: true } as const
const base: Import = {
  id: 'i1', object: 'contact', sheet: '', sheets: [], stages: [], match: '', fileName: 'people.xlsx', state: 'ready', source: 'hubspot', encoding: '', separator: '', total: 1, done: 0, created: 1, updated: 0, skipped: 0, failed: 0, remarked: 0,
  columns: [
    { ...plain, index: 0, header: 'Name', field: 'name', samples: ['Ana'] },
    { ...plain, index: 1, header: 'Born', field: 'birthday', samples: ['3/4/1980'], holds: 'days', sure: false },
    { ...plain, index: 2, header: 'Number', field: 'custom.f1', samples: ['K-1'] },
  ],
  onDuplicate: 'update', fits: { limit: null, free: null }, createdAt: '2026-11-22T10:00:00Z', startedAt: null, finishedAt: null, error: null, preview: [],
}
const number = { id: 'f1', object: 'contact', type: 'text', label: 'Customer no.', help: '', section: '', state: 'active', required: false, unique: true, decimals: 0, choices: [], shownIf: null, version: 1 }

beforeAll(() => i18next.loadNamespaces(['import', 'importMore']))
beforeEach(() => answers('get', '/imports', { items: [base], next: null } as never))

async function open(data: Import) {
  answers('get', '/imports/i1', data as never)
  server.use(http.get(at('/fields/contact'), () => HttpResponse.json({ items: [number] })))
  const view = await renderUi(<ImportPage />)
  await userEvent.click(await screen.findByRole('button', { name: /people\.xlsx/ }))
  return view
}

it('says which product wrote the file, asks about days that can be read in two ways, and takes the answer', async () => {
  let sent: unknown
  server.use(http.patch(at('/imports/i1'), async ({ request }) => {
    sent = await request.json()
    return HttpResponse.json({ ...base, columns: [base.columns[0], { ...base.columns[1], days: 'dmy', sure: true }, base.columns[2]] })
  }))
  const { container } = await open(base)
  expect(await screen.findByText('Looks like an export from HubSpot')).toBeVisible()
  expect(screen.getByText('This could be read in two ways. Please check.')).toBeVisible()
  await expectAccessible(container)
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'How Born writes days' }), 'Day first: 31.12.2025')
  await waitFor(() => expect(screen.queryByText('This could be read in two ways. Please check.')).toBeNull())
  expect(sent).toEqual({ spelling: [{ index: 1, days: 'dmy' }] })
})

it('recognises contacts by a unique field of the company’s own', async () => {
  let sent: unknown
  server.use(http.patch(at('/imports/i1'), async ({ request }) => { sent = await request.json(); return HttpResponse.json({ ...base, match: 'custom.f1' }) }))
  await open(base)
  await userEvent.selectOptions(await screen.findByRole('combobox', { name: 'Recognise them by' }), 'Customer no.')
  expect(await screen.findByText('Where a contact has nothing in this field, the e-mail address decides.')).toBeVisible()
  await waitFor(() => expect(sent).toEqual({ match: 'custom.f1' }))
})

it('is paused and goes on', async () => {
  const running: Import = { ...base, state: 'running' }
  server.use(
    http.post(at('/imports/i1/pause'), () => HttpResponse.json({ ...running, state: 'paused' })),
    http.post(at('/imports/i1/resume'), () => HttpResponse.json({ ...running, state: 'done', done: 1, finishedAt: '2026-11-22T10:01:00Z' }, { status: 202 })),
  )
  await open(running)
  await userEvent.click(await screen.findByRole('button', { name: 'Pause' }))
  expect(await screen.findByRole('heading', { name: 'The import of people.xlsx is paused' })).toBeVisible()
  answers('get', '/imports/i1', { ...running, state: 'done' } as never)
  await userEvent.click(screen.getByRole('button', { name: 'Go on' }))
  expect(await screen.findByRole('heading', { name: 'people.xlsx has been imported' })).toBeVisible()
})
