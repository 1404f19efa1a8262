import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, test, vi } from 'vitest'
import type { Finding } from '@/shared/api/typesLinter'
import type { Stage } from '@/shared/api/types'
import type { UsedPipeline } from '@/shared/api/typesPipeline'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { at, server } from '@/test/server'
import { Hints } from './Hints'

beforeAll(() => i18next.loadNamespaces('linter'))

const stage = (id: string, name: string): Stage => ({ id, name, position: 0, probability: 20, kind: 'open', closed: false, exitRule: '', rotDays: 0, gate: [] })
const sales: UsedPipeline = { id: 'p', name: 'Sales', position: 0, version: 1, teams: [], mine: true, stages: [stage('a', 'New'), stage('b', 'Trial'), stage('c', 'Offer')] }
const named = (id: string) => ({ id, name: sales.stages.find((s) => s.id === id)?.name ?? '' })
const skipped: Finding = { key: 'skipped.b', rule: 'skipped', stages: [named('b')], count: 23, of: 24, deals: [{ id: 'd', name: 'Big one' }], dismissed: false, dismissedUntil: null, fix: { kind: 'merge', stageId: 'b', intoId: 'c', probability: null, rotDays: null } }
const falling: Finding = { key: 'falling.b.c', rule: 'falling', stages: [named('b'), named('c')], count: 12, of: 20, deals: [], dismissed: false, dismissedUntil: null, fix: { kind: 'edit', stageId: 'c', intoId: null, probability: 60, rotDays: null } }

/** A server that remembers what was dismissed. */
function serve(items: Finding[]) {
  const gone = new Map<unknown, unknown>()
  const row = (s: Stage, entered: number, days: number) => ({ stageId: s.id, name: s.name, entered, onward: 0.5, days })
  const [a, b, c] = sales.stages as [Stage, Stage, Stage]
  server.use(
    http.get(at('/pipelines/:id/findings'), () => HttpResponse.json({ deals: 24, items: items.map((f) => ({ ...f, dismissed: gone.has(f.key) })) })),
    http.put(at('/pipelines/:id/findings/:finding/dismissal'), async ({ params, request }) => { gone.set(params.finding, await request.json()); return new HttpResponse(null, { status: 204 }) }),
    http.delete(at('/pipelines/:id/findings/:finding/dismissal'), ({ params }) => { gone.delete(params.finding); return new HttpResponse(null, { status: 204 }) }),
    http.get(at('/pipelines/:id/merged'), () => HttpResponse.json({ deals: 24, moving: 4, before: [row(a, 24, 2), row(b, 1, 1), row(c, 24, 3.25)], after: [row(a, 24, 2), row(c, 24, 3.5)] })),
  )
  return gone
}

const show = (onMerge = vi.fn(() => Promise.resolve()), onEdit = vi.fn()) => renderUi(<Hints pipeline={sales} onEdit={onEdit} onMerge={onMerge} />, { me })

test('a stage that most deals skip is told with figures and deals, and merged after a look at the history', async () => {
  serve([skipped])
  const merge = vi.fn(() => Promise.resolve())
  const { container } = await show(merge)
  expect(await screen.findByText('23 of 24 deals (96%) went past “Trial” without being in it.')).toBeVisible()
  expect(screen.getByRole('link', { name: 'Big one' })).toHaveAttribute('href', '/acme/deals/d')
  await expectAccessible(container)
  await userEvent.click(screen.getByRole('button', { name: 'See what a merge would do' }))
  const dialog = await screen.findByRole('dialog', { name: 'Merge two stages' })
  expect(await within(dialog).findByText('“Trial” becomes part of “Offer”. The last 24 deals would have looked like this:')).toBeVisible()
  const after = within(dialog).getByRole('table', { name: 'After the merge' })
  expect(within(after).queryByRole('rowheader', { name: 'Trial' })).toBeNull()
  expect(within(after).getByRole('row', { name: 'Offer 24 50% 3.5' })).toBeVisible()
  expect(within(dialog).getByText(/4 open deals move to Offer/)).toBeVisible()
  expect(merge).not.toHaveBeenCalled()
  await userEvent.click(within(dialog).getByRole('button', { name: 'Merge' }))
  expect(merge).toHaveBeenCalledWith('b', 'c')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
})

test('what is proposed for a stage is filled in where it is changed', async () => {
  serve([falling])
  const edit = vi.fn()
  await show(undefined, edit)
  expect(await screen.findByText('“Offer” comes after “Trial” but has a lower probability. Of 20 decided deals that were in it, 12 (60%) were won. Proposed: 60%.')).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'Change the stage' }))
  expect(edit).toHaveBeenCalledWith(expect.objectContaining({ id: 'c', probability: 60, rotDays: 0 }))
})

test('what nobody wants to hear is hidden, for a time or for good, and shown again', async () => {
  const gone = serve([skipped, falling])
  await show()
  const hint = (text: RegExp) => within(screen.getByText(text).closest('li') as HTMLElement)
  await screen.findByText(/went past/)
  await userEvent.click(hint(/went past/).getByRole('button', { name: 'Hide for 30 days' }))
  await waitFor(() => expect(gone.get('skipped.b')).toEqual({ days: 30 }))
  expect(await screen.findByText('1 hidden')).toBeVisible()
  await userEvent.click(hint(/lower probability/).getByRole('button', { name: 'Hide for good' }))
  await waitFor(() => expect(gone.get('falling.b.c')).toEqual({ days: 0 }))
  expect(await screen.findByText('2 hidden')).toBeVisible()
  await userEvent.click(screen.getByText('2 hidden'))
  await userEvent.click(hint(/went past/).getByRole('button', { name: 'Show again' }))
  await waitFor(() => expect(gone.has('skipped.b')).toBe(false))
  expect(await hint(/went past/).findByRole('button', { name: 'See what a merge would do' })).toBeVisible()
})

test('where nothing was found nothing is said', async () => {
  serve([])
  const { container } = await show()
  await waitFor(() => expect(container.querySelector('section')).toBeNull())
  expect(screen.queryByText('What could be simpler')).toBeNull()
})
