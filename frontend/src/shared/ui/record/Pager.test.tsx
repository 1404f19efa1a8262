import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, it } from 'vitest'
import { useNeighbours } from '@/shared/api/neighbours'
import { makeQueryClient } from '@/shared/api/query'
import { at, server } from '@/test/server'
import { renderUi } from '@/test/render'
import { Pager } from './Pager'

beforeAll(() => i18next.loadNamespaces(['common']))

const Steps = ({ id }: { id: string }) => <Pager path="/contacts" near={useNeighbours('/contacts', id)} />

it('reads on beyond the rows that are loaded, once, and not beyond the end', async () => {
  const asked: string[] = []
  server.use(http.get(at('/contacts'), ({ request }) => {
    const query = new URL(request.url).searchParams
    asked.push(`${query.get('cursor')} ${query.get('q')}`)
    return HttpResponse.json({ items: [{ id: 'c3' }, { id: 'c4' }], next: null })
  }))
  const queryClient = makeQueryClient()
  const key = ['/contacts', 'list', { q: 'ann' }]
  queryClient.setQueryData(key, { pages: [{ items: [{ id: 'c1' }, { id: 'c2' }], next: 'after2' }], pageParams: [undefined] })
  const { router, unmount } = await renderUi(<Steps id="c2" />, { queryClient })
  expect(await screen.findByRole('link', { name: 'Next in the list' })).toHaveAttribute('href', '/acme/contacts/c3')
  await userEvent.keyboard('j')
  await waitFor(() => expect(router.state.location.pathname).toBe('/acme/contacts/c3'))
  expect(asked).toEqual(['after2 ann'])
  expect(queryClient.getQueryData<{ pages: unknown[] }>(key)?.pages).toHaveLength(2)
  unmount()
  await renderUi(<Steps id="c4" />, { queryClient })
  expect(await screen.findByRole('link', { name: 'Previous in the list' })).toHaveAttribute('href', '/acme/contacts/c3')
  expect(screen.queryByRole('link', { name: 'Next in the list' })).toBeNull()
  expect(asked).toHaveLength(1)
})
