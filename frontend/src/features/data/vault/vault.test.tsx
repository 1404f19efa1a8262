import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, test, vi } from 'vitest'
import type { Me } from '@/shared/api/types'
import type { Archive, Vault } from '@/shared/api/typesVault'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { answers, at, problem, server } from '@/test/server'
import { VaultPage } from './VaultPage'

beforeAll(() => i18next.loadNamespaces(['archive', 'problemSettings']))

const owner: Me = { ...me, permissions: { ...me.permissions, archive: { create: 'all', export: 'all', update: 'all', delete: 'all' } } }
const archive = (id: string, more: Partial<Archive> = {}): Archive => ({
  id, at: '2026-03-01T10:00:00Z', byName: 'Ana', name: 'acme.kith.zip', bytes: 41_668, sha256: 'f'.repeat(64), rows: 1234, parts: 60, content: 'c'.repeat(64), key: '0123456789abcdef',
  provedAt: '2026-03-01T10:01:00Z', tookMs: 2400, recipient: '', sentAt: null, sendProblem: '', ...more,
})
const vault = (more: Partial<Vault> = {}): Vault => ({ every: 'off', keep: 5, nextAt: null, recipient: '', bucket: null, making: null, problem: '', version: 1, items: [], ...more })

test('an archive is made, watched, and there with its certificate', async () => {
  let state = vault()
  server.use(
    http.get(at('/archives'), () => HttpResponse.json(state)),
    http.post(at('/archives'), () => { const making = vault({ making: { since: '2026-03-01T10:00:00Z', phase: 'proving' } }); state = vault({ items: [archive('a1')] }); return HttpResponse.json(making, { status: 202 }) }),
  )
  const { container } = await renderUi(<VaultPage />, { me: owner })
  expect(await screen.findByText('No archives yet')).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'Make one now' }))
  expect(await screen.findByText('Restoring it out of sight and comparing every row…')).toBeVisible()
  expect(screen.getByRole('button', { name: 'Make one now' })).toBeDisabled()
  expect(await screen.findByText('Proved', undefined, { timeout: 5000 })).toBeVisible()
  await userEvent.click(screen.getByText('Certificate'))
  expect(screen.getByText('Every row is the same')).toBeVisible()
  expect(screen.getByText('f'.repeat(64))).toBeVisible()
  expect(screen.getByText(/1,234 rows in 60 parts compared, in 2 s/)).toBeVisible()
  await expectAccessible(container)
})

test('one is downloaded under its name, and deleted after a question', async () => {
  let items = [archive('a1')]
  const saved: string[] = []
  URL.createObjectURL = () => 'blob:1'
  URL.revokeObjectURL = () => undefined
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) { saved.push(this.download) })
  server.use(
    http.get(at('/archives'), () => HttpResponse.json(vault({ items }))),
    http.get(at('/archives/a1/file'), () => new HttpResponse('bytes', { headers: { 'Content-Type': 'application/octet-stream' } })),
    http.delete(at('/archives/a1'), () => { items = []; return new HttpResponse(null, { status: 204 }) }),
  )
  await renderUi(<VaultPage />, { me: owner })
  await userEvent.click(await screen.findByRole('button', { name: /^Download/ }))
  await waitFor(() => expect(saved).toEqual(['acme.kith.zip']))
  await userEvent.click(screen.getByRole('button', { name: /^Delete the archive of/ }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Delete this archive?' }))
  await userEvent.click(dialog.getByRole('button', { name: 'Delete' }))
  expect(await screen.findByText('No archives yet')).toBeVisible()
  click.mockRestore()
})

test('a schedule and a key are saved; a key that is none is said at its field', async () => {
  answers('get', '/archives', vault() as never)
  const sent: unknown[] = []
  server.use(http.put(at('/archives/plan'), async ({ request }) => {
    sent.push(await request.json())
    return sent.length === 1 ? problem(422, 'archive.recipient', { errors: [{ field: 'recipient', code: 'archive.recipient', detail: 'x' }] }) : HttpResponse.json(vault({ every: 'weekly', recipient: 'age1abc', nextAt: '2026-03-09T02:00:00Z', version: 2 }))
  }))
  const user = userEvent.setup()
  await renderUi(<VaultPage />, { me: owner })
  await user.selectOptions(await screen.findByLabelText('Make an archive'), 'Every week, on Monday')
  await user.type(screen.getByLabelText('Seal to a public key'), 'age1abc')
  const form = within(screen.getByRole('region', { name: 'Schedule' }))
  await user.click(form.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('This is not a public key of age: it begins with age1.')).toBeVisible()
  await user.click(form.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText(/^The next one is made on/)).toBeVisible()
  expect(sent[1]).toEqual({ every: 'weekly', keep: 5, recipient: 'age1abc', version: 1 })
})

test('a bucket is tried as it stands in the form, and what is wrong is said', async () => {
  answers('get', '/archives', vault() as never)
  const tried: unknown[] = []
  server.use(http.post(at('/archives/bucket/try'), async ({ request }) => { tried.push(await request.json()); return HttpResponse.json({ problem: tried.length === 1 ? 'denied' : '' }) }))
  const user = userEvent.setup()
  const { container } = await renderUi(<VaultPage />, { me: owner })
  await user.type(await screen.findByLabelText('Server'), 's3.acme.test')
  await user.type(screen.getByLabelText('Bucket'), 'acme')
  await user.type(screen.getByLabelText('Secret'), 'hush')
  await user.click(screen.getByRole('button', { name: 'Try it' }))
  expect(await screen.findByText('This key may not write and delete there.')).toBeVisible()
  await expectAccessible(container)
  await user.click(screen.getByRole('button', { name: 'Try it' }))
  expect(await screen.findByText('It works: a small file was written and removed again.')).toBeVisible()
  expect(tried[0]).toMatchObject({ endpoint: 's3.acme.test', bucket: 'acme', secret: 'hush' })
})

test('what could not be sent says why; who may not see archives is told who can', async () => {
  answers('get', '/archives', vault({ bucket: { endpoint: 's3.acme.test', bucket: 'acme', prefix: '', region: '', key: 'AK' }, items: [archive('a1', { sendProblem: 'unreachable' })] }) as never)
  const { unmount } = await renderUi(<VaultPage />, { me: owner })
  expect(await screen.findByText(/The server does not answer\. It is tried again by itself\./)).toBeVisible()
  unmount()
  await renderUi(<VaultPage />)
  expect(await screen.findByText('Owners and administrators can see archives.')).toBeVisible()
})
