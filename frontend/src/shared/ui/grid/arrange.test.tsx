import { useInfiniteQuery } from '@tanstack/react-query'
import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { beforeAll, expect, it, vi } from 'vitest'
import { renderUi } from '@/test/render'
import { DataGrid } from '../DataGrid'

interface Row { id: string; name: string }
const columns = ['name', 'city', 'phone', 'tags'].map((id) => ({ id, label: id, width: 150, cell: (r: Row) => `${id} of ${r.name}` }))

function Sample({ onLayout }: { onLayout?: (next: unknown) => void }) {
  const query = useInfiniteQuery({ queryKey: ['sample'], queryFn: () => Promise.resolve({ items: [{ id: '1', name: 'Ann' }], next: null }), initialPageParam: 0, getNextPageParam: () => undefined })
  return <DataGrid id="arranged" label="Rows" columns={columns} query={query} empty={null} onLayout={onLayout} href={(r) => `/acme/rows/${r.id}`} />
}
const heads = () => screen.getAllByRole('columnheader').map((h) => h.textContent)

beforeAll(() => i18next.loadNamespaces(['list']))

it('columns are moved and widened by keys on their heads, and stay so', async () => {
  const onLayout = vi.fn()
  const { unmount } = await renderUi(<Sample onLayout={onLayout} />)
  await screen.findByText('name of Ann')
  const user = userEvent.setup()
  document.querySelector<HTMLElement>('[data-row="0"][data-col="0"]')!.focus()
  await user.keyboard('{ArrowUp}{ArrowRight}{ArrowRight}{Alt>}{ArrowLeft}{/Alt}')
  expect(heads()).toEqual(['name', 'phone', 'city', 'tags'])
  expect(document.activeElement).toHaveTextContent('phone')
  await user.keyboard('{Alt>}{ArrowLeft}{/Alt}')
  expect(heads()[0]).toBe('name')
  await user.keyboard('{Shift>}{ArrowRight}{/Shift}')
  expect(onLayout).toHaveBeenLastCalledWith([{ id: 'name' }, { id: 'phone', width: 166 }, { id: 'city' }, { id: 'tags' }])
  expect(screen.getByRole('grid').style.getPropertyValue('--cols')).toContain('166px')
  unmount()
  await renderUi(<Sample />)
  await screen.findByText('name of Ann')
  expect(heads()).toEqual(['name', 'phone', 'city', 'tags'])
})

it('columns are chosen and ordered in the menu', async () => {
  localStorage.clear()
  await renderUi(<Sample />)
  await screen.findByText('name of Ann')
  await userEvent.click(screen.getByRole('button', { name: 'Columns' }))
  for (const seen of [['name', 'phone', 'tags'], ['name', 'phone', 'tags', 'city'], ['name', 'phone', 'tags']]) {
    ;(await screen.findByRole('checkbox', { name: 'city' })).focus()
    await userEvent.keyboard(' ')
    expect(heads()).toEqual(seen)
    expect(screen.getByRole('checkbox', { name: 'city' })).toHaveFocus()
  }
  await userEvent.click(screen.getByRole('button', { name: 'Move tags forward' }))
  expect(heads()).toEqual(['name', 'tags', 'phone'])
  await userEvent.click(screen.getByRole('button', { name: 'As at first' }))
  expect(heads()).toEqual(['name', 'city', 'phone', 'tags'])
})

it('Enter on a cell that is not edited opens the record', async () => {
  const { router } = await renderUi(<Sample />)
  await screen.findByText('name of Ann')
  document.querySelector<HTMLElement>('[data-row="0"][data-col="2"]')!.focus()
  await userEvent.keyboard('{Enter}')
  await waitFor(() => expect(router.state.location.pathname).toBe('/acme/rows/1'))
})
