import { useInfiniteQuery } from '@tanstack/react-query'
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { useState } from 'react'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Me } from '@/shared/api/types'
import type { ChangeEntry, ChangeSet } from '@/shared/api/typesBulk'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { answers, at, problem, server } from '@/test/server'
import { DataGrid } from '../DataGrid'
import { useSelection } from '../grid/useSelection'
import { LateBulkBar } from './LateBulkBar'

const full = { read: 'all', create: 'all', update: 'all', delete: 'all' } as const
const admin: Me = { ...me, permissions: { ...me.permissions, changeset: full } }
const set: ChangeSet = {
  id: 's1', act: 'edit', object: 'contact', name: '', edit: {}, state: 'ready', total: 3, done: 3, changed: 2, same: 1, failed: 0, back: 0, kept: 0, byName: 'Ana', undoable: false,
  createdAt: '2026-03-01T10:00:00Z', finishedAt: null, undoneAt: null, undoneBy: '', keptUntil: '2026-03-31T10:00:00Z',
}
const entry = (id: string, more: Partial<ChangeEntry> = {}): ChangeEntry => ({ object: 'contact', recordId: id, name: `Row ${id}`, state: 'fits', code: '', fields: [], params: null, changes: [{ field: 'source', from: '', to: 'Fair' }], byName: '', at: null, ...more })
const orders: Record<string, unknown>[] = []

interface Row { id: string; name: string }
const rows: Row[] = Array.from({ length: 5 }, (_, i) => ({ id: `r${i}`, name: `Row ${i}` }))

function List({ q: first = '' }: { q?: string }) {
  const [q, setQ] = useState(first)
  const question = { q: q || undefined }
  const selection = useSelection(question)
  const query = useInfiniteQuery({ queryKey: ['rows', q], queryFn: () => Promise.resolve({ items: rows, next: null }), initialPageParam: 0, getNextPageParam: () => undefined })
  return (
    <>
      <button type="button" onClick={() => setQ('other')}>Ask otherwise</button>
      <DataGrid id="rows" label="Rows" columns={[{ id: 'name', label: 'Name', cell: (r: Row) => r.name }]} query={query} total={12} empty={null} selection={selection} nameOf={(r) => r.name} />
      <LateBulkBar object="contact" selection={selection} total={12} question={question} />
    </>
  )
}

const box = (name: string) => screen.findByRole('checkbox', { name: `Select ${name}` })
const toolbar = () => screen.findByRole('toolbar', { name: 'Actions on what is selected' })

beforeAll(() => i18next.loadNamespaces(['bulk', 'activity', 'problemWork']))
beforeEach(() => {
  orders.length = 0
  answers('get', '/colleagues', { items: [] })
  server.use(
    http.post(at('/changesets'), async ({ request }) => { orders.push((await request.json()) as Record<string, unknown>); return HttpResponse.json(set, { status: 201 }) }),
    http.get(at('/changesets/s1'), () => HttpResponse.json(set)),
    http.get(at('/changesets/s1/entries'), ({ request }) => HttpResponse.json({ items: new URL(request.url).searchParams.get('state') === 'failed' ? [entry('9', { state: 'failed', code: 'access.denied', changes: [] })] : [entry('1'), entry('2')], more: false })),
  )
})

describe('choosing rows', () => {
  it('by a box, a range with Shift, all that are shown, and all that fit', async () => {
    const { container } = await renderUi(<List />, { me: admin })
    const user = userEvent.setup()
    await user.click(await box('Row 1'))
    expect(within(await toolbar()).getByText('1 selected')).toBeVisible()
    expect(screen.getByRole('row', { selected: true })).toHaveTextContent('Row 1')
    await user.keyboard('{Shift>}')
    await user.click(await box('Row 3'))
    await user.keyboard('{/Shift}')
    expect(within(await toolbar()).getByText('3 selected')).toBeVisible()
    await user.click(screen.getByRole('checkbox', { name: 'Select all that are shown' }))
    expect(within(await toolbar()).getByText('5 selected')).toBeVisible()
    await user.click(within(await toolbar()).getByRole('button', { name: 'Select all 12 that fit' }))
    expect(within(await toolbar()).getByText('12 selected')).toBeVisible()
    await expectAccessible(container)
    await user.click(within(await toolbar()).getByRole('button', { name: 'Clear selection' }))
    expect(screen.queryByRole('toolbar')).toBeNull()
  })

  it('by X and the space bar, and not while somebody types', async () => {
    await renderUi(<List />, { me: admin })
    await box('Row 0')
    document.querySelector<HTMLElement>('[data-row="0"][data-col="0"]')!.focus()
    const user = userEvent.setup()
    await user.keyboard('x{ArrowDown} ')
    expect(within(await toolbar()).getByText('2 selected')).toBeVisible()
    await user.keyboard('x')
    expect(within(await toolbar()).getByText('1 selected')).toBeVisible()
  })

  it('ends with the question', async () => {
    await renderUi(<List />, { me: admin })
    await userEvent.click(await box('Row 1'))
    await toolbar()
    await userEvent.click(screen.getByRole('button', { name: 'Ask otherwise' }))
    await waitFor(() => expect(screen.queryByRole('toolbar')).toBeNull())
    expect(await box('Row 1')).not.toBeChecked()
  })
})

describe('an act on what is chosen', () => {
  const edit = async () => {
    const user = userEvent.setup()
    await user.click(await box('Row 1'))
    await user.click(await box('Row 2'))
    await user.click(within(await toolbar()).getByRole('button', { name: 'Edit' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Edit what is selected' }))
    expect(dialog.getByRole('button', { name: 'Preview' })).toBeDisabled()
    await user.type(dialog.getByRole('textbox', { name: 'Source' }), 'Fair')
    await user.click(dialog.getByRole('button', { name: 'Preview' }))
    return { user, dialog }
  }

  it('is shown before it is done, and can be taken back after', async () => {
    const undone: string[] = []
    server.use(
      http.post(at('/changesets/s1/start'), () => HttpResponse.json({ ...set, state: 'done', undoable: true })),
      http.post(at('/changesets/s1/undo'), () => { undone.push('s1'); return HttpResponse.json({ ...set, state: 'undone', back: 2 }) }),
    )
    await renderUi(<List />, { me: admin })
    const { user, dialog } = await edit()
    expect(await dialog.findByText('Nothing has been changed yet.')).toBeVisible()
    expect(orders).toEqual([{ act: 'edit', object: 'contact', edit: { source: 'Fair' }, ids: ['r1', 'r2'] }])
    const would = within(await dialog.findByRole('region', { name: 'What would change' }))
    expect(would.getByRole('link', { name: 'Row 1' })).toHaveAttribute('href', '/acme/contacts/1')
    expect(would.getAllByText((_, node) => node?.tagName === 'DD' && node.textContent === 'empty → Fair')).toHaveLength(2)
    await user.click(dialog.getByRole('button', { name: 'Change 2 records' }))
    expect(await screen.findByText('2 records changed')).toBeVisible()
    await waitFor(() => expect(screen.queryByRole('toolbar')).toBeNull())
    await user.click(screen.getByRole('button', { name: 'Undo' }))
    await waitFor(() => expect(undone).toEqual(['s1']))
  })

  it('empties fields', async () => {
    await renderUi(<List />, { me: admin })
    const user = userEvent.setup()
    await user.click(await box('Row 1'))
    await user.click(within(await toolbar()).getByRole('button', { name: 'Edit' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Edit what is selected' }))
    await user.type(dialog.getByRole('textbox', { name: 'City' }), 'Rome')
    await user.click(dialog.getByRole('button', { name: 'Empty fields…' }))
    await user.click(dialog.getByRole('checkbox', { name: 'City' }))
    await user.click(dialog.getByRole('checkbox', { name: 'Owner' }))
    await user.click(dialog.getByRole('checkbox', { name: 'Tags' }))
    expect(dialog.getByRole('textbox', { name: 'City' })).toBeDisabled()
    await expectAccessible(screen.getByRole('dialog'))
    await user.click(dialog.getByRole('button', { name: 'Preview' }))
    await waitFor(() => expect(orders).toMatchObject([{ edit: { city: '', ownerId: null, clearTags: true } }]))
  })

  it('names what can’t be changed, and why', async () => {
    server.use(http.post(at('/changesets'), () => HttpResponse.json({ ...set, changed: 1, failed: 1 }, { status: 201 })))
    await renderUi(<List />, { me: admin })
    const { dialog } = await edit()
    const cannot = within(await dialog.findByRole('region', { name: 'What can’t be changed' }))
    expect(cannot.getByText('You may not change this record.')).toBeVisible()
    expect(cannot.getByRole('button', { name: 'Download as a file' })).toBeVisible()
    await expectAccessible(screen.getByRole('dialog'))
  })

  it('on all that fit sends the question and their number; another number is told', async () => {
    server.use(http.post(at('/changesets'), async ({ request }) => { orders.push((await request.json()) as Record<string, unknown>); return problem(409, 'bulk.count') }))
    await renderUi(<List q="ada" />, { me: admin })
    await userEvent.click(await box('Row 1'))
    await userEvent.click(within(await toolbar()).getByRole('button', { name: 'Select all 12 that fit' }))
    await userEvent.click(within(await toolbar()).getByRole('button', { name: 'Delete' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Delete what is selected' }))
    expect(await dialog.findByRole('alert')).toHaveTextContent('Meanwhile another number of records fits.')
    expect(orders).toEqual([{ act: 'delete', object: 'contact', question: { q: 'ada' }, count: 12 }])
  })
})
