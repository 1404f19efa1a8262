import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, test } from 'vitest'
import type { ExportFile } from '@/shared/api/typesExport'
import { ExportsPage } from './ExportsPage'
import { expectAccessible } from '@/test/axe'
import { renderUi } from '@/test/render'
import { answers, at, server } from '@/test/server'
import { ExportDialog } from '@/shared/ui/export/ExportDialog'

beforeAll(() => i18next.loadNamespaces(['export', 'problemWork']))

const file = (more: Partial<ExportFile> = {}): ExportFile => ({
  id: 'e1', kind: 'contact', objectId: null, name: 'Contacts 2026-03-01.xlsx', format: 'xlsx', state: 'waiting', problem: '', chosen: false, total: 2, done: 0, size: 0,
  createdAt: '2026-03-01T10:00:00Z', finishedAt: null, expiresAt: '2026-03-08T10:00:00Z', ...more,
})

test('a file is asked for with the columns as they are seen, watched, and saved once it is there', async () => {
  const asked: unknown[] = []
  let fetched = 0
  server.use(
    http.post(at('/contacts/exports'), async ({ request }) => { asked.push(await request.json()); return HttpResponse.json(file(), { status: 201 }) }),
    http.get(at('/exports/e1'), () => HttpResponse.json(file({ state: 'ready', done: 2, size: 4096 }))),
    http.get(at('/exports/e1/file'), () => { fetched += 1; return new HttpResponse('x', { headers: { 'Content-Type': 'application/octet-stream' } }) }),
  )
  await renderUi(<ExportDialog list="/contacts" search={{ q: 'ada', sort: '-name' }} total={2} columns={() => ['name', 'city']} opened onClose={() => undefined} />)
  expect(await screen.findByText('2 rows')).toBeVisible()
  await expectAccessible()
  await userEvent.click(screen.getByRole('radio', { name: 'CSV' }))
  await userEvent.click(screen.getByRole('button', { name: 'Export' }))
  expect(await screen.findByText(/is ready: 2 rows/, undefined, { timeout: 5000 })).toBeVisible()
  expect(asked).toEqual([{ format: 'csv', q: 'ada', sort: '-name', columns: ['name', 'city'] }])
  await waitFor(() => expect(fetched).toBe(1))
  await userEvent.click(screen.getByRole('button', { name: 'Download' }))
  await waitFor(() => expect(fetched).toBe(2))
})

test('what can not be exported is said', async () => {
  server.use(http.post(at('/contacts/exports'), () => HttpResponse.json({ status: 409, code: 'export.many' }, { status: 409 })))
  await renderUi(<ExportDialog list="/contacts" search={{}} ids={['c1']} columns={() => []} opened onClose={() => undefined} />)
  await userEvent.click(await screen.findByRole('button', { name: 'Export' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('Three of your files are being made.')
})

test("one's files are listed with how they stand, and deleted", async () => {
  let files = [file({ id: 'a', state: 'ready', done: 2, size: 2_500_000 }), file({ id: 'b', name: 'Deals.csv', state: 'running', done: 1 }), file({ id: 'c', name: 'Companies.csv', state: 'failed', problem: 'access.denied' })]
  server.use(
    http.get(at('/exports'), () => HttpResponse.json({ items: files, next: null })),
    http.delete(at('/exports/c'), () => { files = files.slice(0, 2); return new HttpResponse(null, { status: 204 }) }),
  )
  const { container } = await renderUi(<ExportsPage />)
  expect(await screen.findByText(/2\.5 MB/)).toBeVisible()
  expect(screen.getByRole('button', { name: 'Download: Contacts 2026-03-01.xlsx' })).toBeVisible()
  expect(screen.getByRole('progressbar', { name: 'The file is being made…' })).toHaveAttribute('aria-valuenow', '50')
  expect(screen.queryByRole('button', { name: 'Download: Companies.csv' })).toBeNull()
  await expectAccessible(container)
  await userEvent.click(screen.getByRole('button', { name: 'Delete: Companies.csv' }))
  await waitFor(() => expect(screen.queryByText('Companies.csv')).toBeNull())
})

test('without files the page says how to make one', async () => {
  answers('get', '/exports', { items: [], next: null } as never)
  await renderUi(<ExportsPage />)
  expect(await screen.findByText('No files yet')).toBeVisible()
})
