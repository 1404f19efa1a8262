import { useInfiniteQuery } from '@tanstack/react-query'
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { ApiProblem } from '@/shared/api/problem'
import type { Page } from '@/shared/api/types'
import { renderUi } from '@/test/render'
import { DataGrid } from './DataGrid'
import { EmptyState } from './EmptyState'
import { nextSort } from './grid/GridTable'
import { rowsOf } from './grid/rows'
import type { GridColumn, GridProps } from './grid/types'

interface Row { id: string; name: string; city: string }
const page = (from: number, n: number): Page<Row> => ({ items: Array.from({ length: n }, (_, i) => ({ id: `r${from + i}`, name: `Row ${from + i}`, city: `City ${from + i}` })), next: from + n < 250 ? String(from + n) : null })

type Options = Partial<GridProps<Row>> & { save?: (row: Row, value: string) => Promise<unknown>; load?: (from: number) => Promise<Page<Row>> }
function Sample({ save = () => Promise.resolve(), load = (from) => Promise.resolve(page(from, from === 200 ? 50 : 100)), ...more }: Options) {
  const query = useInfiniteQuery({ queryKey: ['sample'], queryFn: ({ pageParam }) => load(pageParam), initialPageParam: 0, getNextPageParam: (p) => (p.next ? Number(p.next) : undefined) })
  const columns: GridColumn<Row>[] = [
    { id: 'name', label: 'Name', sort: 'name', cell: (r) => r.name },
    { id: 'city', label: 'City', cell: (r) => r.city, edit: { value: (r) => r.city, save } },
    { id: 'secret', label: 'Secret', hidden: true, cell: () => 'shh' },
  ]
  return <DataGrid id="sample" label="Rows" columns={columns} query={query} href={(r) => `/acme/rows/${r.id}`} empty={<EmptyState title="Nothing yet" />} {...more} />
}
const active = () => document.activeElement as HTMLElement
const place = () => `${active().dataset.row},${active().dataset.col}`
const start = async (options: Options = {}) => {
  const view = await renderUi(<Sample {...options} />)
  await screen.findByRole('link', { name: 'Row 0' })
  const user = userEvent.setup()
  document.querySelector<HTMLElement>('[data-row="0"][data-col="0"]')!.focus()
  return { ...view, user }
}

describe('a grid by keyboard', () => {
  it('moves by arrows, Home and End, with one cell in the tab order', async () => {
    const { user } = await start()
    await user.keyboard('{ArrowDown}{ArrowRight}')
    expect(place()).toBe('1,1')
    await user.keyboard('{ArrowRight}{ArrowRight}')
    expect(place()).toBe('1,1')
    await user.keyboard('{Home}{ArrowUp}{ArrowUp}')
    expect(place()).toBe('-1,0')
    expect(screen.getAllByRole('columnheader')[0]).toHaveAttribute('tabindex', '0')
    expect(document.querySelectorAll('[role=grid] [tabindex="0"]')).toHaveLength(1)
  })

  it('opens the record by Enter on its name', async () => {
    const { user, router } = await start()
    await user.keyboard('{ArrowDown}{Enter}')
    await waitFor(() => expect(router.state.location.pathname).toBe('/acme/rows/r1'))
  })

  it('edits by F2, saves by Enter and stays on the cell', async () => {
    const save = vi.fn(() => Promise.resolve())
    const { user } = await start({ save })
    await user.keyboard('{ArrowRight}{F2}')
    expect(screen.getByRole('textbox', { name: 'City' })).toHaveFocus()
    await user.keyboard('Oslo{Enter}')
    expect(save).toHaveBeenCalledWith(expect.objectContaining({ id: 'r0' }), 'Oslo')
    expect(place()).toBe('0,1')
  })

  it('Escape gives up, and an unchanged value is not saved', async () => {
    const save = vi.fn(() => Promise.resolve())
    const { user } = await start({ save })
    await user.keyboard('{ArrowRight}{Enter}Oslo{Escape}{F2}{Enter}')
    expect(save).not.toHaveBeenCalled()
    expect(screen.getByText('City 0')).toBeInTheDocument()
  })

  it('saves when the cell is left, and a refusal opens it again with what was typed and why', async () => {
    const save = vi.fn(() => Promise.reject(new ApiProblem({ status: 409, code: 'contact.stale', detail: 'x' })))
    const { user } = await start({ save })
    await user.dblClick(screen.getByText('City 3'))
    await user.keyboard('Bergen')
    await user.click(document.body)
    expect(save).toHaveBeenCalledTimes(1)
    const input = await screen.findByRole('textbox', { name: 'City' })
    expect(input).toHaveValue('Bergen')
    expect(input).toHaveAccessibleDescription(/Someone saved this meanwhile/)
  })
})

describe('a grid', () => {
  it('draws only what is in view, of the pages fetched so far', async () => {
    await start({ total: 250 })
    expect(screen.getAllByRole('row').length).toBeLessThan(40)
    expect(screen.getByRole('grid')).toHaveAttribute('aria-rowcount', '251')
    expect(screen.getByText('250 rows')).toBeInTheDocument()
  })

  it('sorts by its heads: up, down, as at first', async () => {
    const onSort = vi.fn()
    const { user } = await start({ onSort, sort: 'name' })
    expect(screen.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'ascending')
    await user.click(screen.getByRole('button', { name: 'Name' }))
    expect(onSort).toHaveBeenCalledWith('-name')
    expect(nextSort('name', undefined)).toBe('name')
    expect(nextSort('name', '-name')).toBeUndefined()
  })

  it('remembers the chosen columns', async () => {
    const { user, unmount } = await start()
    expect(screen.queryByRole('columnheader', { name: 'Secret' })).toBeNull()
    await user.click(screen.getByRole('button', { name: 'Columns' }))
    await user.click(await screen.findByRole('checkbox', { name: 'Secret' }))
    expect(screen.getByRole('columnheader', { name: 'Secret' })).toBeInTheDocument()
    unmount()
    await start()
    expect(screen.getByRole('columnheader', { name: 'Secret' })).toBeInTheDocument()
  })

  it('with nothing in it shows what to do', async () => {
    await renderUi(<Sample load={() => Promise.resolve({ items: [], next: null })} />)
    expect(await screen.findByRole('heading', { name: 'Nothing yet' })).toBeInTheDocument()
  })

  it('that could not be fetched says why and tries again', async () => {
    let fails = true
    await renderUi(<Sample load={() => (fails ? Promise.reject(new ApiProblem({ status: 503, code: 'busy' })) : Promise.resolve({ ...page(0, 5), next: null }))} />)
    const alert = await screen.findByRole('alert')
    expect(alert).toHaveTextContent('The server is busy')
    fails = false
    await userEvent.click(within(alert).getByRole('button', { name: 'Try again' }))
    expect(await screen.findByRole('link', { name: 'Row 0' })).toBeInTheDocument()
  })
})

it('finds a row in pages of any length', () => {
  const rows = rowsOf({ pages: [page(0, 100), page(100, 37), page(137, 1)], pageParams: [] })
  expect(rows.count).toBe(138)
  for (const i of [0, 99, 100, 136, 137]) expect(rows.at(i)?.id).toBe(`r${i}`)
  expect(rows.at(138)).toBeUndefined()
})
