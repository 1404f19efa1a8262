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
  id: 'i1', object: 'deal', sheet: 'Deals', sheets: [{ name: 'Deals', rows: 2 }, { name: 'Firms', rows: 1 }], stages: [{ pipeline: '', stage: 'Warm', status: '', rows: 2, stageId: null }],
  match: '', fileName: 'crm.xlsx', state: 'ready', source: 'excel', encoding: '', separator: '', total: 2, done: 0, created: 1, updated: 0, skipped: 0, failed: 1, remarked: 0,
  columns: [{ ...plain, index: 0, header: 'Deal', field: 'name', samples: ['Roof'] }, { ...plain, index: 1, header: 'Stage', field: 'stage', samples: ['Warm'] }],
  onDuplicate: 'update', fits: { limit: null, free: null }, createdAt: '2026-11-22T10:00:00Z', startedAt: null, finishedAt: null, error: null,
  preview: [{ row: 2, status: 'error', values: { name: 'Roof', stage: 'Warm' }, problems: [{ field: 'stage', code: 'stage.not_found' }] }],
}
const pipeline = { id: 'p1', name: 'Sales', mode: 'b2b', version: 1, stages: [{ id: 's1', name: 'Proposal' }] }

beforeAll(() => i18next.loadNamespaces(['import', 'importMore', 'problemWork']))
beforeEach(() => answers('get', '/imports', { items: [base], next: null } as never))

async function open(data: Import) {
  answers('get', '/imports/i1', data as never)
  answers('get', '/pipelines', { items: [pipeline] } as never)
  for (const object of ['deal', 'company']) server.use(http.get(at(`/fields/${object}`), () => HttpResponse.json({ items: [] })))
  const view = await renderUi(<ImportPage />)
  await userEvent.click(await screen.findByRole('button', { name: /crm\.xlsx/ }))
  return view
}

it('says where deals stand that nobody knows here, and takes the answer', async () => {
  let sent: unknown
  server.use(http.patch(at('/imports/i1'), async ({ request }) => {
    sent = await request.json()
    return HttpResponse.json({ ...base, stages: [{ ...base.stages[0], stageId: 's1' }], preview: [{ row: 2, status: 'new', values: { name: 'Roof' }, problems: [] }], created: 2, failed: 0 })
  }))
  const { container } = await open(base)
  expect(await screen.findByText('Stage: there is no such stage here')).toBeVisible()
  expect(screen.getByText('They are recognised by their name and their company.')).toBeVisible()
  expect(await screen.findByRole('option', { name: 'Proposal' })).toBeInTheDocument()
  await expectAccessible(container)
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Warm is here' }), 'Proposal')
  expect(await screen.findByRole('button', { name: 'Import 2 deals' })).toBeEnabled()
  expect(sent).toEqual({ stages: [{ pipeline: '', stage: 'Warm', status: '', stageId: 's1' }] })
})

it('can hold something else, on another sheet', async () => {
  const sent: unknown[] = []
  const firms: Import = { ...base, object: 'company', sheet: 'Firms', stages: [], preview: [], columns: [{ ...plain, index: 0, header: 'Firm', field: 'name', samples: ['Engines'] }] }
  server.use(http.patch(at('/imports/i1'), async ({ request }) => { sent.push(await request.json()); return HttpResponse.json(firms) }))
  await open(base)
  await userEvent.selectOptions(await screen.findByRole('combobox', { name: 'Sheet' }), 'Firms – 1 row')
  expect(await screen.findByText('Companies that are there already')).toBeVisible()
  expect(screen.getByRole('button', { name: 'Import 1 company' })).toBeEnabled()
  await userEvent.click(screen.getByRole('radio', { name: 'Contacts' }))
  await waitFor(() => expect(sent).toEqual([{ sheet: 'Firms' }, { object: 'contact' }]))
})

it('ends at the deals', async () => {
  await open({ ...base, state: 'done', finishedAt: '2026-11-22T10:01:00Z' })
  expect(await screen.findByRole('link', { name: 'See the deals' })).toHaveAttribute('href', expect.stringContaining('/deals'))
  expect(screen.getByText('new deals')).toBeVisible()
})
